import { suggestTypical } from '../../learn/select/typical.ts';
import { readEmbeddings } from '../embeddings-file.ts';
import type { Job } from '../job-context.ts';

export const suggest: Job<'suggest'> = (spec) => {
  const { embeddings, sampleIds } = readEmbeddings(spec.embeddings);
  const rowOfId = new Map(Array.from(sampleIds, (id, row) => [id, row]));
  const labelled = spec.labelledIds.flatMap((id) => rowOfId.get(id) ?? []);
  const suggestions = suggestTypical(embeddings, labelled, spec.count, spec.seed).map(
    ({ row, cluster, typicality }) => ({ sampleId: sampleIds[row] ?? 0, cluster, typicality }),
  );
  return Promise.resolve({ suggestions });
};
