import { giveWay, type WorkHooks } from '../data/give-way.ts';
import { type Matrix, pickRows } from '../data/matrix.ts';
import { type Gaussian, gaussianOf, mahalanobisDistances } from './gaussian.ts';
import { type Neighbours, nearest, unitRows } from './nearest.ts';

/** k of Sun et al. on 50,000 images; fewer images have nearer bounds. */
const mostNeighbours = 50;
/** Of each of both distances: beyond one or the other are two training images in a hundred at most. */
const quantile = 0.99;
/** Training images that are measured, evenly spread: more say nothing new. */
const mostMeasured = 10_000;
/** Parts that the normal distribution's own images are dealt over. */
const folds = 5;
/** Of fewer images nothing is said: one in a hundred is none of them. */
export const fewestFamiliar = 20;

/** What is usual among training images. */
export interface Familiar {
  /** The neighbour that distances are taken to. */
  neighbour: number;
  /** Distance to it, of embeddings of length 1, beyond which hardly any training image is. */
  far: number;
  /** Where embeddings lie. */
  gaussian: Gaussian;
  /** Mahalanobis' distance beyond which hardly any training image is that the distribution was not made of. */
  strange: number;
}

/**
 * What is usual among training embeddings, by two distances: to the k-th nearest other one (Sun, Ming, Zhu, Li 2022, arXiv 2204.06507, section
 * 3), and to all together (Lee, Lee, Lee, Shin 2018, arXiv 1807.03888). Each overlooks much that the other marks (docs/decisions/0025).
 * @param training `[n, features]`, n ≥ `fewestFamiliar`
 */
export async function familiarOf(training: Matrix, hooks: WorkHooks = {}): Promise<Familiar> {
  if (training.rows < fewestFamiliar) throw new RangeError(`${training.rows} images are too few`);
  const count = Math.min(mostMeasured, training.rows);
  const rows = Int32Array.from({ length: count }, (_, i) =>
    Math.floor((i * training.rows) / count),
  );
  const measured = pickRows(training, rows);
  const neighbour = Math.min(mostNeighbours, Math.round(Math.sqrt(training.rows)));
  const near = await nearest(unitRows(training), unitRows(measured), neighbour + 1, (done) =>
    giveWay(hooks, (0.9 * done) / count),
  );
  // Each finds itself, or a copy of itself, first.
  const far = quantileOf(neighbourDistances(near, neighbour + 1), quantile);
  const unseen: number[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const part = (isOf: boolean): Matrix =>
      pickRows(
        measured,
        Array.from(rows.keys()).filter((i) => (i % folds === fold) === isOf),
      );
    unseen.push(...mahalanobisDistances(part(true), gaussianOf(part(false))));
    await giveWay(hooks, 0.9 + (0.1 * (fold + 1)) / folds);
  }
  const strange = quantileOf(Float32Array.from(unseen), quantile);
  return { neighbour, far, gaussian: gaussianOf(measured), strange };
}

/**
 * Which new images are unlike the training images (out of distribution): 1 each.
 * @param near the nearest training images of each, `familiar.neighbour` at least
 * @param fresh their embeddings, `[m, features]`
 */
export function outOfDistribution(
  near: Neighbours,
  fresh: Matrix,
  { neighbour, far, gaussian, strange }: Familiar,
): Uint8Array {
  const toAll = mahalanobisDistances(fresh, gaussian);
  return Uint8Array.from(neighbourDistances(near, neighbour), (toNear, i) =>
    Number(toNear > far || (toAll[i] ?? 0) > strange),
  );
}

/** Euclidean distance of rows of length 1 to the n-th of their neighbours. */
export function neighbourDistances({ count, similarities }: Neighbours, nth: number): Float32Array {
  return Float32Array.from({ length: similarities.length / count }, (_, row) =>
    Math.sqrt(Math.max(0, 2 - 2 * (similarities[row * count + nth - 1] ?? 0))),
  );
}

/** As numpy's percentile: between two values in proportion. */
function quantileOf(values: Float32Array, share: number): number {
  const rising = values.slice().sort();
  const place = share * (rising.length - 1);
  const below = rising[Math.floor(place)] ?? 0;
  const above = rising[Math.ceil(place)] ?? 0;
  return below + (above - below) * (place - Math.floor(place));
}
