import { suggestionStrategies } from '../../learn/select/registry.ts';
import { readConnected } from '../connected-file.ts';
import { labelledRows, readEmbeddings } from '../embeddings-file.ts';
import { giveWay, type Job } from '../job-context.ts';

export const suggest: Job<'suggest'> = async ({ looksAt, ...spec }, context) => {
  const connected = looksAt.kind === 'connected' ? readConnected(looksAt.file) : undefined;
  const { embeddings, sampleIds } =
    connected === undefined
      ? readEmbeddings(looksAt.file)
      : { embeddings: connected.features, sampleIds: connected.sampleIds };
  const known = labelledRows(sampleIds, { ids: spec.labelledIds, labels: spec.labels });
  const suggested = await suggestionStrategies[spec.strategy]({
    embeddings,
    connected,
    known: { ...known, classes: spec.classes },
    count: spec.count,
    seed: spec.seed,
    hooks: { onProgress: () => giveWay(context) },
  });
  return {
    suggestions: suggested.map(({ row, score, between }) => ({
      sampleId: sampleIds[row] ?? 0,
      score,
      between: between ?? null,
    })),
  };
};
