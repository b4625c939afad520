import { randomView, type ViewRecipe } from '../augment/view.ts';
import { consecutiveBatches, type ImageSource, subset } from '../data/image-source.ts';
import { readBatch } from '../data/read-batch.ts';
import { mixSeed, permutation } from '../data/seeded.ts';
import { StepRandom } from '../engine/random.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { type EmbeddingHealth, embeddingHealth } from '../evaluate/embedding-health.ts';
import { knnProbe } from '../evaluate/knn.ts';
import { viewRetrieval } from '../evaluate/view-retrieval.ts';
import { embedImages } from '../finetune/embed.ts';
import type { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';
import type { KnownLabels } from '../pretrain/health.ts';

/** What is measured of an encoder after a trial. */
export interface TrialMeasures extends EmbeddingHealth {
  /** See `viewRetrieval`, 0…1. */
  retrieval: number;
  /** Accuracy of the kNN probe, leave one out over known labels; null when there are fewer than two. */
  knn: number | null;
}

/** Images whose views are compared, at most. */
const judgedImages = 512;
/** Labels that the probe uses at most: more would tell candidates apart no better, and take time. */
const probedLabels = 2000;
const batchSize = 64;

/** Images of a source whose views are compared. */
export const judgedOf = ({ count }: ImageSource): number => Math.min(judgedImages, count);
/** Labels that the probe uses. */
export const probedOf = (known: KnownLabels | null): number =>
  Math.min(probedLabels, known?.indices.length ?? 0);

/**
 * The one augmentation that all candidates are judged under, whatever their own: crops and turns that leave what is
 * shown, brightness and contrast. Milder than what two-view methods train on, so that it does not just ask for their homework.
 */
const commonView: ViewRecipe = {
  geometry: { cropArea: [0.5, 1], aspect: 1.2, flip: 0, rotation: 10 },
  color: {
    brightness: 0.3,
    contrast: 0.3,
    saturation: 0.3,
    hue: 0.05,
    probability: 1,
    greyscale: 0,
  },
};

/**
 * Measures an encoder, on the same images and the same views for the same seed.
 * @param source three images at least
 */
export async function judgeEncoder(
  encoder: Network,
  source: ImageSource,
  known: KnownLabels | null,
  seed: number,
): Promise<TrialMeasures> {
  const order = permutation(source.count, mixSeed(seed, 'judged'));
  const judged = subset(source, order.slice(0, judgedOf(source)));
  const embed = (view: number): Tensor =>
    tf.tidy(() => {
      const parts = Array.from(consecutiveBatches(judged.count, batchSize), (indices, part) => {
        const random = new StepRandom(mixSeed(seed, 'judged', view), part);
        const seen = randomView(readBatch(judged, indices), commonView, random);
        return encoder.apply(toNetworkRange(seen), false);
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
  source: ImageSource,
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
  const embeddings = await embedImages(encoder, images);
  return knnProbe(embeddings, labels, known.classes);
}
