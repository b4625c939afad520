import { giveWay, type WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';
import { type Neighbours, nearest, unitRows } from './nearest.ts';

/**
 * How far out each row is: its mean distance, 1 − cosine, to the nearest rows (Angiulli and Pizzuti 2002; with the k-th
 * distance alone, Ramaswamy, Rastogi, Shim 2000).
 * @param near the nearest of each of `count` rows
 */
export function meanDistances({ count: k, similarities }: Neighbours, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, row) => {
    let sum = 0;
    for (let rank = 0; rank < k; rank++) sum += 1 - (similarities[row * k + rank] ?? 0);
    return sum / Math.max(1, k);
  });
}

/** The rank of each value among all, 0 (the least) … 1 (the greatest). */
export function ranks(values: Float32Array): Float32Array {
  const order = Int32Array.from(values.keys()).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const result = new Float32Array(values.length);
  order.forEach((row, rank) => {
    result[row] = rank / Math.max(1, values.length - 1);
  });
  return result;
}

/** k of the paper on 50,000 images; fewer images have nearer bounds. */
const mostNeighbours = 50;
const quantile = 0.99;

/** What distances training images have among themselves. */
export interface FamiliarDistances {
  /** The neighbour that distances are taken to. */
  neighbour: number;
  /** Distance beyond which only one in a hundred training images is. */
  threshold: number;
  /** Of each training image to its k-th neighbour among the others, rising. */
  distances: Float32Array;
}

/**
 * Distances of training embeddings to their k-th neighbour, each left out in turn: what is usual (Sun, Ming, Zhu, Li 2022,
 * arXiv 2204.06507, section 3, with the threshold at the 99th percentile in place of the 95th).
 * @param training `[n, features]`
 */
export async function familiarDistances(
  training: Matrix,
  neighbour: number = Math.min(mostNeighbours, Math.max(1, Math.round(Math.sqrt(training.rows)))),
  hooks: WorkHooks = {},
): Promise<FamiliarDistances> {
  if (training.rows < 2) throw new RangeError('two training embeddings at least are needed');
  const points = unitRows(training);
  const near = await nearest(points, null, neighbour, (done) => giveWay(hooks, done / points.rows));
  const distances = lastDistances(near, points.rows).sort();
  const place = quantile * (distances.length - 1);
  const below = distances[Math.floor(place)] ?? 0;
  const above = distances[Math.ceil(place)] ?? 0;
  const threshold = below + (above - below) * (place - Math.floor(place));
  return { neighbour: near.count, threshold, distances };
}

export interface Unfamiliar {
  /** To the k-th nearest training embedding. */
  distances: Float32Array;
  /** Share of the training images that are less far from theirs, 0…1. */
  percentiles: Float32Array;
  /** 1: unlike what was trained on. */
  outside: Uint8Array;
}

/**
 * Which new images are unlike the training images (same paper: far from the k-th nearest).
 * @param training the embeddings that `familiar` was made of
 * @param fresh `[m, features]`
 */
export async function outOfDistribution(
  training: Matrix,
  familiar: FamiliarDistances,
  fresh: Matrix,
  hooks: WorkHooks = {},
): Promise<Unfamiliar> {
  const near = await nearest(unitRows(training), unitRows(fresh), familiar.neighbour, (done) =>
    giveWay(hooks, done / fresh.rows),
  );
  const distances = lastDistances(near, fresh.rows);
  return {
    distances,
    percentiles: distances.map((each) => shareBelow(familiar.distances, each)),
    outside: Uint8Array.from(distances, (each) => Number(each > familiar.threshold)),
  };
}

/** Euclidean distance of rows of length 1, to the last of the neighbours. */
function lastDistances({ count, similarities }: Neighbours, rows: number): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) =>
    Math.sqrt(Math.max(0, 2 - 2 * (similarities[(row + 1) * count - 1] ?? 0))),
  );
}

function shareBelow(rising: Float32Array, value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rising[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low / rising.length;
}
