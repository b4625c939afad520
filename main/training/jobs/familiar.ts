import { familiarOf, fewestFamiliar } from '../../learn/explore/familiar.ts';
import { embeddedDigest, readEmbeddings } from '../embeddings-file.ts';
import { writeFamiliar } from '../familiar-file.ts';
import { type Job, progressHooks } from '../job-context.ts';

export const familiar: Job<'familiar'> = async (spec, context) => {
  const { embeddings } = readEmbeddings(spec.embeddings);
  const found =
    embeddings.rows < fewestFamiliar
      ? null
      : await familiarOf(embeddings, progressHooks(context, 'learning what is usual'));
  writeFamiliar(spec.target, found, embeddedDigest(spec.embeddings) ?? '');
  return { file: spec.target };
};
