import { type MapStage, mapEmbeddings } from '../../learn/explore/embedding-map.ts';
import { readEmbeddings } from '../embeddings-file.ts';
import { giveWay, type Job, noProgressNumbers, tenTimesASecond } from '../job-context.ts';
import { writeMap } from '../map-file.ts';

const stages: Readonly<Record<MapStage, string>> = {
  neighbours: 'looking for neighbours',
  layout: 'laying out the map',
};

export const map: Job<'map'> = async (spec, context) => {
  const { embeddings, sampleIds } = readEmbeddings(spec.embeddings);
  const show = tenTimesASecond(({ stage, share }: { stage: MapStage; share: number }) => {
    context.send({ type: 'progress', stage: stages[stage], share, ...noProgressNumbers });
  });
  const coordinates = await mapEmbeddings(embeddings, spec.seed, async (stage, share) => {
    show({ stage, share });
    await giveWay(context);
  });
  writeMap(spec.target, { sampleIds, coordinates });
  return { count: sampleIds.length, file: spec.target };
};
