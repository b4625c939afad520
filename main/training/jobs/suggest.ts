import { suggestionStrategies } from '../../learn/select/registry.ts';
import { readEmbeddings } from '../embeddings-file.ts';
import { giveWay, type Job } from '../job-context.ts';

export const suggest: Job<'suggest'> = async (spec, context) => {
  const { embeddings, sampleIds } = readEmbeddings(spec.embeddings);
  const rowOfId = new Map(Array.from(sampleIds, (id, row) => [id, row]));
  const known = spec.labelledIds.flatMap((id, i) => {
    const row = rowOfId.get(id);
    return row === undefined ? [] : [{ row, label: spec.labels[i] ?? 0 }];
  });
  const suggested = await suggestionStrategies[spec.strategy]({
    embeddings,
    known: {
      rows: known.map(({ row }) => row),
      labels: known.map(({ label }) => label),
      classes: spec.classes,
    },
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
