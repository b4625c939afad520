import { findAnomalies } from '../../learn/explore/anomalies.ts';
import { writeAnomalies } from '../anomalies-file.ts';
import { embeddedDigest, readEmbeddings } from '../embeddings-file.ts';
import { type Job, progressHooks } from '../job-context.ts';

export const anomalies: Job<'anomalies'> = async (spec, context) => {
  const { embeddings, sampleIds } = readEmbeddings(spec.embeddings);
  const found = await findAnomalies(
    embeddings,
    progressHooks(context, 'looking for unusual samples'),
  );
  const idsOf = (rows: Int32Array): Int32Array => rows.map((row) => sampleIds[row] ?? 0);
  writeAnomalies(spec.target, {
    ...found,
    listed: idsOf(found.listed),
    usual: idsOf(found.usual),
    digest: embeddedDigest(spec.embeddings) ?? '',
    sampleIds,
  });
  return { count: found.listed.length, file: spec.target };
};
