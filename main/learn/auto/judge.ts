import { readBatch } from '../data/read-batch.ts';
import { consecutiveBatches, type SampleSource, subset } from '../data/sample-source.ts';
import { mixSeed, permutation } from '../data/seeded.ts';
import { dataKinds } from '../data-kinds/registry.ts';
import { StepRandom } from '../engine/random.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { type EmbeddingHealth, embeddingHealth } from '../evaluate/embedding-health.ts';
import { knnProbe } from '../evaluate/knn.ts';
import { viewRetrieval } from '../evaluate/view-retrieval.ts';
import { embedSamples } from '../finetune/embed.ts';
import type { Network } from '../models/network.ts';
import type { KnownLabels } from '../pretrain/health.ts';

/** What is measured of an encoder after a trial. */
export interface TrialMeasures extends EmbeddingHealth {
  /** See `viewRetrieval`, 0…1. */
  retrieval: number;
  /** Accuracy of the kNN probe, leave one out over known labels; null when there are fewer than two. */
  knn: number | null;
}

/** Samples whose views are compared, at most. */
const judgedSamples = 512;
/** Labels that the probe uses at most: more would tell candidates apart no better, and take time. */
const probedLabels = 2000;
const batchSize = 64;

/** Samples of a source whose views are compared. */
export const judgedOf = ({ count }: SampleSource): number => Math.min(judgedSamples, count);
/** Labels that the probe uses. */
export const probedOf = (known: KnownLabels | null): number =>
  Math.min(probedLabels, known?.indices.length ?? 0);

/**
 * Measures an encoder, on the same samples and the same views, which are one kind of view for all candidates, for the same seed.
 * @param source three samples at least
 */
export async function judgeEncoder(
  encoder: Network,
  source: SampleSource,
  known: KnownLabels | null,
  seed: number,
): Promise<TrialMeasures> {
  const order = permutation(source.count, mixSeed(seed, 'judged'));
  const judged = subset(source, order.slice(0, judgedOf(source)));
  const { view, toNetwork } = dataKinds[source.spec.kind];
  const embed = (which: number): Tensor =>
    tf.tidy(() => {
      const parts = Array.from(consecutiveBatches(judged.count, batchSize), (indices, part) => {
        const random = new StepRandom(mixSeed(seed, 'judged', which), part);
        const seen = view(readBatch(judged, indices), 'common', random, source.spec);
        return encoder.apply(toNetwork(seen), false);
      });
      return tf.concat(parts, 0) as Tensor;
    });
  const [first, second] = [embed(1), embed(2)];
  const measures = {
    ...embeddingHealth(first, second),
    retrieval: viewRetrieval(first, second),
  };
  tf.dispose([first, second] as never);
  return { ...measures, knn: await probe(encoder, source, known, seed) };
}

async function probe(
  encoder: Network,
  source: SampleSource,
  known: KnownLabels | null,
  seed: number,
): Promise<number | null> {
  if (known === null || known.indices.length < 2) return null;
  const chosen = permutation(known.indices.length, mixSeed(seed, 'probed')).slice(
    0,
    probedOf(known),
  );
  const labels = chosen.map((i) => known.labels[i] ?? 0);
  const images = subset(
    source,
    chosen.map((i) => known.indices[i] ?? 0),
  );
  const embeddings = await embedSamples(encoder, images);
  return knnProbe(embeddings, labels, known.classes);
}
