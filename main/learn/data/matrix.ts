import { type Tensor, tf } from '../engine/tensorflow.ts';

/** Rows of numbers outside TensorFlow: embeddings, features, probabilities. */
export interface Matrix {
  rows: number;
  columns: number;
  /** Row-major, `rows · columns` values. */
  values: Float32Array;
}

export function rowOf(matrix: Matrix, row: number): Float32Array {
  return matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns);
}

/** Some rows, in the given order. */
export function pickRows(matrix: Matrix, rows: ArrayLike<number>): Matrix {
  const values = new Float32Array(rows.length * matrix.columns);
  for (let i = 0; i < rows.length; i++) {
    values.set(rowOf(matrix, rows[i] ?? -1), i * matrix.columns);
  }
  return { rows: rows.length, columns: matrix.columns, values };
}

/** Every value times a factor. */
export function times(matrix: Matrix, factor: number): Matrix {
  return { ...matrix, values: matrix.values.map((value) => value * factor) };
}

/** `[rows, columns]` */
export function toTensor(matrix: Matrix): Tensor {
  // Copied: the engine may read the array later, when the caller has changed it.
  return tf.tensor(matrix.values.slice(), [matrix.rows, matrix.columns]);
}

/** Reads a tensor `[rows, columns]` and disposes of it. */
export function fromTensor(tensor: Tensor): Matrix {
  const [rows = 0, columns = 0] = tensor.shape;
  const values = tensor.dataSync().slice() as Float32Array;
  tensor.dispose();
  return { rows, columns, values };
}

/** Index of the largest value of each row; the first of equals. */
export function argMaxRows(matrix: Matrix): Int32Array {
  return Int32Array.from({ length: matrix.rows }, (_, row) => {
    const values = rowOf(matrix, row);
    let best = 0;
    for (let column = 1; column < values.length; column++) {
      if ((values[column] ?? 0) > (values[best] ?? 0)) best = column;
    }
    return best;
  });
}
