import { type Matrix, toTensor } from '../data/matrix.ts';
import { asRank2 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/** Mean and covariance of features, the latter as what makes them white. */
export interface Gaussian {
  /** `[features]` */
  mean: Float32Array;
  /** W, `[features, features]`, with WᵀW the inverse of the covariance: |W (x − mean)| is Mahalanobis' distance. */
  whitening: Matrix;
}

/** Share of the mean variance that every direction has at least: few points leave directions without any. */
const ridge = 1e-3;
/** Rows that are multiplied at a time. */
const block = 4096;

/**
 * The normal distribution of features, with a ridge on its covariance.
 * @param points `[n, features]`, n ≥ 1
 */
export function gaussianOf(points: Matrix): Gaussian {
  const { columns } = points;
  const [mean, product] = tf.tidy(() => {
    const x = toTensor(points);
    const middle = x.mean(0);
    const centred = asRank2(x.sub(middle) as Tensor);
    const products = tf.matMul(centred, centred, true, false).div(points.rows);
    return [middle.dataSync().slice(), products.dataSync().slice()] as [Float32Array, Float32Array];
  });
  const covariance = Float64Array.from(product);
  let variance = 0;
  for (let i = 0; i < columns; i++) variance += (covariance[i * (columns + 1)] ?? 0) / columns;
  const added = Math.max(ridge * variance, 1e-12);
  for (let i = 0; i < columns; i++) {
    covariance[i * (columns + 1)] = (covariance[i * (columns + 1)] ?? 0) + added;
  }
  const values = Float32Array.from(inverseOfLower(choleskyOf(covariance, columns), columns));
  return { mean, whitening: { rows: columns, columns, values } };
}

/**
 * How far rows are from the mean, in standard deviations of where they lie (Mahalanobis 1936; for neural networks Lee, Lee, Lee, Shin 2018,
 * arXiv 1807.03888, section 2.1, here with a single class since there are no labels).
 * @param points `[n, features]`
 */
export function mahalanobisDistances(points: Matrix, { mean, whitening }: Gaussian): Float32Array {
  const distances = new Float32Array(points.rows);
  const [middle, white] = [tf.tensor1d(mean.slice()), asRank2(toTensor(whitening))];
  try {
    for (let begin = 0; begin < points.rows; begin += block) {
      const rows = Math.min(block, points.rows - begin);
      const values = points.values.subarray(
        begin * points.columns,
        (begin + rows) * points.columns,
      );
      const some = tf.tidy(() => {
        const x = toTensor({ rows, columns: points.columns, values }).sub(middle) as Tensor;
        return tf.matMul(asRank2(x), white, false, true).square().sum(1).sqrt().dataSync();
      });
      distances.set(some, begin);
    }
    return distances;
  } finally {
    tf.dispose([middle, white] as never);
  }
}

/** L of the positive definite A = L Lᵀ. @param a `[d, d]`, row-major */
function choleskyOf(a: Float64Array, d: number): Float64Array {
  const lower = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * d + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (lower[i * d + k] ?? 0) * (lower[j * d + k] ?? 0);
      lower[i * d + j] = i === j ? Math.sqrt(sum) : sum / (lower[j * (d + 1)] ?? 1);
    }
  }
  return lower;
}

/** L⁻¹, column by column. */
function inverseOfLower(lower: Float64Array, d: number): Float64Array {
  const inverse = new Float64Array(d * d);
  for (let column = 0; column < d; column++) {
    for (let i = column; i < d; i++) {
      let sum = i === column ? 1 : 0;
      for (let k = column; k < i; k++) {
        sum -= (lower[i * d + k] ?? 0) * (inverse[k * d + column] ?? 0);
      }
      inverse[i * d + column] = sum / (lower[i * (d + 1)] ?? 1);
    }
  }
  return inverse;
}
