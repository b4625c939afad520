import { fromTensor, type Matrix, rowOf, toTensor } from '../data/matrix.ts';
import { seededUniform } from '../data/seeded.ts';
import { orthonormal } from '../engine/orthonormal.ts';
import { asRank2 } from '../engine/shapes.ts';
import { svd } from '../engine/svd.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { type Standardization, standardizationOf } from '../finetune/standardize.ts';

/** y = (x − mean) · kernel */
export interface PrincipalAxes {
  mean: Float32Array;
  /** `[features, axes]` */
  kernel: Matrix;
}

/** Further directions that are looked for than are kept, and rounds (Halko et al. 2011, section 1.6: 5–10, 1–2). */
const oversampling = 16;
const rounds = 4;
/** Rows that are projected at a time. */
const block = 4096;

/**
 * The axes of largest variance of standardized features, each scaled by variance^−¼: half the way to whitening. Left as they are, the first few
 * outweigh all others in a cosine; whitened, noise counts as much as anything.
 * Found by subspace iteration (Halko, Martinsson, Tropp 2011, arXiv 0909.4061, algorithm 4.4).
 * @param points `[n, features]`
 * @param count axes; fewer where there are fewer features
 * @param standardization each feature by its own deviation when left out
 */
export function principalAxes(
  points: Matrix,
  count: number,
  seed: number,
  { mean, scale }: Standardization = standardizationOf(points),
): PrincipalAxes {
  const kept = Math.min(count, points.columns);
  const looked = Math.min(points.columns, kept + oversampling);
  const uniform = seededUniform(seed);
  const start = Float32Array.from({ length: points.columns * looked }, () => uniform() - 0.5);
  const kernel = tf.tidy(() => {
    const x = toTensor(points).sub(tf.tensor1d(mean.slice())).mul(tf.tensor1d(scale.slice()));
    const covariance = tf.matMul(asRank2(x), asRank2(x), true, false).div(points.rows) as Tensor;
    let basis: Tensor = tf.tensor(start, [points.columns, looked]);
    for (let round = 0; round < rounds; round++) {
      basis = orthonormal(tf.matMul(asRank2(covariance), asRank2(basis)) as unknown as Tensor);
    }
    const small = tf.matMul(
      asRank2(basis),
      tf.matMul(asRank2(covariance), asRank2(basis)),
      true,
      false,
    );
    const { values: variances, right: rotation } = svd(small as unknown as Tensor);
    const axes = tf.matMul(asRank2(basis), asRank2(rotation)).slice([0, 0], [-1, kept]);
    const lengths = variances.slice([0], [kept]).maximum(1e-6).pow(-0.25);
    return axes.mul(lengths).mul(tf.tensor2d(scale.slice(), [points.columns, 1]));
  });
  return { mean, kernel: fromTensor(kernel as unknown as Tensor) };
}

/** @returns `[n, axes]` */
export function project(points: Matrix, { mean, kernel }: PrincipalAxes): Matrix {
  const values = new Float32Array(points.rows * kernel.columns);
  const axes = toTensor(kernel);
  const middle = tf.tensor1d(mean.slice());
  try {
    for (let begin = 0; begin < points.rows; begin += block) {
      const rows = Math.min(block, points.rows - begin);
      const some = points.values.subarray(begin * points.columns, (begin + rows) * points.columns);
      const projected = tf.tidy(() => {
        const x = toTensor({ rows, columns: points.columns, values: some }).sub(middle);
        return tf.matMul(asRank2(x), asRank2(axes)).dataSync();
      });
      values.set(projected as Float32Array, begin * kernel.columns);
    }
    return { rows: points.rows, columns: kernel.columns, values };
  } finally {
    tf.dispose([axes, middle] as never);
  }
}

/** Features side by side; each part's rows get length `weight`. @param parts `[n, …]` each */
export function joinFeatures(parts: readonly { points: Matrix; weight: number }[]): Matrix {
  const rows = parts[0]?.points.rows ?? 0;
  const columns = parts.reduce((sum, { points }) => sum + points.columns, 0);
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    let at = row * columns;
    for (const { points, weight } of parts) {
      const from = rowOf(points, row);
      const length = Math.sqrt(from.reduce((sum, x) => sum + x * x, 0));
      const scale = weight / Math.max(length, 1e-12);
      for (const x of from) {
        values[at] = x * scale;
        at += 1;
      }
    }
  }
  return { rows, columns, values };
}
