import { type Matrix, rowOf } from '../data/matrix.ts';
import type { LinearClassifier } from './logistic-regression.ts';

/** Moves and scales features: (x − mean) · scale. */
export interface Standardization {
  mean: Float32Array;
  scale: Float32Array;
}

/** Keeps a constant feature from being blown up. */
const epsilon = 1e-6;

/** Each feature to mean 0 and deviation 1 over a pool, which may be unlabelled. */
export function standardizationOf(pool: Matrix): Standardization {
  const { mean, variance } = varianceOf(pool);
  return { mean, scale: Float32Array.from(variance, (each) => 1 / Math.sqrt(each + epsilon)) };
}

/** Of each feature, over a pool. */
export function varianceOf(pool: Matrix): { mean: Float32Array; variance: Float64Array } {
  const mean = new Float64Array(pool.columns);
  const squares = new Float64Array(pool.columns);
  for (let row = 0; row < pool.rows; row++) {
    rowOf(pool, row).forEach((x, column) => {
      mean[column] = (mean[column] ?? 0) + x / pool.rows;
    });
  }
  for (let row = 0; row < pool.rows; row++) {
    rowOf(pool, row).forEach((x, column) => {
      squares[column] = (squares[column] ?? 0) + (x - (mean[column] ?? 0)) ** 2 / pool.rows;
    });
  }
  return { mean: Float32Array.from(mean), variance: squares };
}

export function standardize(matrix: Matrix, { mean, scale }: Standardization): Matrix {
  const values = new Float32Array(matrix.values.length);
  for (let i = 0; i < values.length; i++) {
    const column = i % matrix.columns;
    values[i] = ((matrix.values[i] ?? 0) - (mean[column] ?? 0)) * (scale[column] ?? 1);
  }
  return { ...matrix, values };
}

/** The classifier on raw features that equals `classifier` on standardized ones. */
export function unstandardized(
  classifier: LinearClassifier,
  { mean, scale }: Standardization,
): LinearClassifier {
  const { rows, columns } = classifier.kernel;
  const values = new Float32Array(rows * columns);
  const bias = Float64Array.from(classifier.bias);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const weight = (classifier.kernel.values[row * columns + column] ?? 0) * (scale[row] ?? 1);
      values[row * columns + column] = weight;
      bias[column] = (bias[column] ?? 0) - weight * (mean[row] ?? 0);
    }
  }
  return { kernel: { rows, columns, values }, bias: Float32Array.from(bias) };
}
