import { giveWay, type WorkHooks } from '../data/give-way.ts';
import { type Matrix, rowOf, toTensor } from '../data/matrix.ts';
import { seededUniform } from '../data/seeded.ts';
import { asRank2 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

export interface Clusters {
  /** Cluster of each row. */
  assignment: Int32Array;
  /** `[clusters, features]` */
  centres: Matrix;
}

const iterations = 25;

/**
 * k-means: Lloyd's iterations from k-means++ seeds (Arthur and Vassilvitskii 2007, section 2.2).
 * @param points `[n, features]`
 * @param count clusters, at most n
 */
export function kMeans(points: Matrix, count: number, seed: number): Clusters {
  const steps = lloyd(points, count, seed, 1);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/**
 * As `kMeans`, told how far it is and ended between two iterations. Of 2 + ln(count) rows drawn for each seed the best is
 * taken, as scikit-learn does.
 */
export async function kMeansInSteps(
  points: Matrix,
  count: number,
  seed: number,
  hooks: WorkHooks,
): Promise<Clusters> {
  const steps = lloyd(points, count, seed, 2 + Math.floor(Math.log(Math.max(1, count))));
  try {
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
      await giveWay(hooks, value);
    }
  } finally {
    // Only a generator that is told to end disposes of its tensors.
    steps.return({ assignment: new Int32Array(), centres: points });
  }
}

/** Yields the share of iterations done. */
function* lloyd(
  points: Matrix,
  count: number,
  seed: number,
  tries: number,
): Generator<number, Clusters, void> {
  const k = Math.min(count, points.rows);
  const x = toTensor(points);
  const norms = tf.tidy(() => x.square().sum(1, true));
  try {
    let centres = plusPlusSeeds(points, k, seed, tries);
    let assignment = nearest(x, norms, centres);
    for (let iteration = 0; iteration < iterations; iteration++) {
      yield iteration / iterations;
      centres = meansOf(points, assignment, centres);
      const next = nearest(x, norms, centres);
      const moved = next.some((cluster, i) => cluster !== assignment[i]);
      assignment = next;
      if (!moved) break;
    }
    return { assignment, centres };
  } finally {
    tf.dispose([x, norms] as never);
  }
}

/**
 * Each new seed is drawn with a probability that grows with its squared distance from the others.
 * @param tries drawn for each seed but the first; the one that leaves the least distances is taken (the greedy version)
 */
function plusPlusSeeds(points: Matrix, k: number, seed: number, tries: number): Matrix {
  const uniform = seededUniform(seed);
  const anyRow = (): number => Math.floor(uniform() * points.rows);
  const values = new Float32Array(k * points.columns);
  let distances = new Float64Array(points.rows).fill(Number.POSITIVE_INFINITY);
  let sum = Number.POSITIVE_INFINITY;
  for (let cluster = 0; cluster < k; cluster++) {
    let best: { row: number; distances: Float64Array<ArrayBuffer>; sum: number } | null = null;
    for (let attempt = 0; attempt < (cluster === 0 ? 1 : tries); attempt++) {
      const drawn = cluster === 0 ? anyRow() : drawnRow(distances, uniform() * sum);
      const row = drawn < 0 ? anyRow() : drawn; // all points are seeds already
      const left = distancesWith(points, distances, rowOf(points, row));
      const leftSum = left.reduce((total, each) => total + each, 0);
      if (best === null || leftSum < best.sum) best = { row, distances: left, sum: leftSum };
    }
    if (best === null) break;
    values.set(rowOf(points, best.row), cluster * points.columns);
    ({ distances, sum } = best);
  }
  return { rows: k, columns: points.columns, values };
}

/** The row at which the distances, added up, reach the target; −1 when all are 0. */
function drawnRow(distances: Float64Array, target: number): number {
  let left = target;
  return distances.findIndex((distance) => {
    left -= distance;
    return left <= 0 && distance > 0;
  });
}

/** Squared distances to the nearest seed, with one more. */
function distancesWith(
  points: Matrix,
  distances: Float64Array,
  seed: Float32Array,
): Float64Array<ArrayBuffer> {
  return Float64Array.from(distances, (distance, row) =>
    Math.min(distance, squaredDistance(rowOf(points, row), seed)),
  );
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return sum;
}

function nearest(x: Tensor, norms: Tensor, centres: Matrix): Int32Array {
  return tf.tidy(() => {
    const c = toTensor(centres);
    // ‖x − c‖² = ‖x‖² − 2·x·c + ‖c‖²
    const cross = tf.matMul(asRank2(x), asRank2(c), false, true).mul(-2);
    const distances = cross.add(norms).add(c.square().sum(1));
    return Int32Array.from(distances.argMin(1).dataSync());
  });
}

/** New centres; an empty cluster keeps its old one. */
function meansOf(points: Matrix, assignment: Int32Array, old: Matrix): Matrix {
  const sums = new Float64Array(old.values.length);
  const sizes = new Int32Array(old.rows);
  for (let row = 0; row < points.rows; row++) {
    const cluster = assignment[row] ?? 0;
    sizes[cluster] = (sizes[cluster] ?? 0) + 1;
    const [from, to] = [row * points.columns, cluster * points.columns];
    for (let column = 0; column < points.columns; column++) {
      sums[to + column] = (sums[to + column] ?? 0) + (points.values[from + column] ?? 0);
    }
  }
  const values = Float32Array.from(old.values, (value, at) => {
    const size = sizes[Math.floor(at / old.columns)] ?? 0;
    return size === 0 ? value : (sums[at] ?? 0) / size;
  });
  return { ...old, values };
}
