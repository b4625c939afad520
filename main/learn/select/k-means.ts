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
  const steps = lloyd(points, count, seed);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** As `kMeans`, told how far it is and ended between two iterations. */
export async function kMeansInSteps(
  points: Matrix,
  count: number,
  seed: number,
  hooks: WorkHooks,
): Promise<Clusters> {
  const steps = lloyd(points, count, seed);
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
function* lloyd(points: Matrix, count: number, seed: number): Generator<number, Clusters, void> {
  const k = Math.min(count, points.rows);
  const x = toTensor(points);
  const norms = tf.tidy(() => x.square().sum(1, true));
  try {
    let centres = plusPlusSeeds(points, k, seed);
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

/** Each new seed is drawn with a probability that grows with its squared distance from the others. */
function plusPlusSeeds(points: Matrix, k: number, seed: number): Matrix {
  const uniform = seededUniform(seed);
  const values = new Float32Array(k * points.columns);
  const distances = new Float64Array(points.rows).fill(Number.POSITIVE_INFINITY);
  let chosen = Math.floor(uniform() * points.rows);
  for (let cluster = 0; cluster < k; cluster++) {
    const centre = rowOf(points, chosen);
    values.set(centre, cluster * points.columns);
    let sum = 0;
    for (let row = 0; row < points.rows; row++) {
      const distance = squaredDistance(rowOf(points, row), centre);
      distances[row] = Math.min(distances[row] ?? 0, distance);
      sum += distances[row] ?? 0;
    }
    let target = uniform() * sum;
    chosen = distances.findIndex((distance) => {
      target -= distance;
      return target <= 0 && distance > 0;
    });
    if (chosen < 0) chosen = Math.floor(uniform() * points.rows); // all points are seeds already
  }
  return { rows: k, columns: points.columns, values };
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
