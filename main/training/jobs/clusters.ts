import { clusterAlgorithms } from '../../learn/cluster/registry.ts';
import { unitRows } from '../../learn/explore/nearest.ts';
import { writeClusters } from '../clusters-file.ts';
import { embeddedDigest, readEmbeddings } from '../embeddings-file.ts';
import { type Job, progressHooks } from '../job-context.ts';
import { clusterAlgorithmNamed } from '../names.ts';

export const clusters: Job<'clusters'> = async (spec, context) => {
  const { algorithm, count, chosenBy, smallest, seed, target } = spec;
  const name = clusterAlgorithmNamed(algorithm);
  const { embeddings, sampleIds } = readEmbeddings(spec.embeddings);
  const found = await clusterAlgorithms[name].cluster(
    unitRows(embeddings),
    { count, smallest, seed },
    progressHooks(context, 'finding clusters'),
  );
  writeClusters(target, {
    ...found,
    algorithm: name,
    chosenBy,
    asked: { count, smallest },
    seed,
    digest: embeddedDigest(spec.embeddings) ?? '',
    sampleIds,
  });
  return { count: found.count, file: target };
};
