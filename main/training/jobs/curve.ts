import { pickRows } from '../../learn/data/matrix.ts';
import { learningCurve } from '../../learn/finetune/learning-curve.ts';
import { standardizationOf, standardize } from '../../learn/finetune/standardize.ts';
import { readEmbeddings } from '../embeddings-file.ts';
import { giveWay, type Job, noProgressNumbers, tenTimesASecond } from '../job-context.ts';

export const curve: Job<'curve'> = async (spec, context) => {
  const { embeddings, sampleIds } = readEmbeddings(spec.embeddings);
  const rowOfId = new Map(Array.from(sampleIds, (id, row) => [id, row]));
  const known = spec.sampleIds.flatMap((id, i) => {
    const row = rowOfId.get(id);
    return row === undefined ? [] : [{ row, label: spec.labels[i] ?? 0 }];
  });
  const labelled = pickRows(
    embeddings,
    known.map(({ row }) => row),
  );
  // Over all images, as the probe of a fine-tuning does.
  const features = standardize(labelled, standardizationOf(embeddings));
  const show = tenTimesASecond((share: number) => {
    context.send({ type: 'progress', stage: 'learning curve', share, ...noProgressNumbers });
  });
  const labels = Int32Array.from(known, ({ label }) => label);
  const { seed, classes } = spec;
  return await learningCurve(features, labels, classes, seed, async (share) => {
    show(share);
    await giveWay(context);
  });
};
