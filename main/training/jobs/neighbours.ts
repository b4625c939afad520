import { PretextError } from '../../../shared/errors.ts';
import { similarRows } from '../../learn/explore/similar.ts';
import { readEmbeddings } from '../embeddings-file.ts';
import type { Job } from '../job-context.ts';

export const neighbours: Job<'neighbours'> = (spec) => {
  const { embeddings, sampleIds } = readEmbeddings(spec.embeddings);
  const query = sampleIds.indexOf(spec.sampleId);
  if (query < 0) {
    throw new PretextError('not-found', 'This sample has no embedding.', {
      remedy: 'Compute the map again: it takes in what was imported since.',
    });
  }
  const found = similarRows(embeddings, query, spec.count);
  return Promise.resolve({
    neighbours: found.map(({ row, similarity }) => ({ sampleId: sampleIds[row] ?? 0, similarity })),
  });
};
