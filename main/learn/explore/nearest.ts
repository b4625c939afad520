import { type Matrix, rowOf, toTensor } from '../data/matrix.ts';
import { asRank2 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/** Queries compared in one multiplication: 512 × 200,000 similarities are 400 MB. */
const maxSimilarities = 20_000_000;

export interface Neighbours {
  /** Neighbours of each query. */
  count: number;
  /** Rows of the bank, nearest first: `[queries · count]`. */
  rows: Int32Array;
  /** Cosine similarity of each, −1…1. */
  similarities: Float32Array;
}

/** Rows scaled to length 1, so that a dot product is the cosine. */
export function unitRows(matrix: Matrix): Matrix {
  const values = new Float32Array(matrix.values.length);
  for (let row = 0; row < matrix.rows; row++) {
    const from = rowOf(matrix, row);
    let squares = 0;
    for (const value of from) squares += value * value;
    const scale = 1 / Math.max(Math.sqrt(squares), 1e-12);
    const at = row * matrix.columns;
    for (let column = 0; column < from.length; column++) {
      values[at + column] = (from[column] ?? 0) * scale;
    }
  }
  return { ...matrix, values };
}

/**
 * The nearest rows of a bank, exactly, by cosine similarity.
 * @param bank,queries rows of length 1 (`unitRows`); queries null: the bank against itself, each row without itself
 * @param count neighbours of each; fewer when the bank has fewer rows
 * @param onProgress called between blocks with the number of queries done
 */
export async function nearest(
  bank: Matrix,
  queries: Matrix | null,
  count: number,
  onProgress: (done: number) => Promise<void> | void = () => undefined,
): Promise<Neighbours> {
  const asked = queries ?? bank;
  const k = Math.min(count, queries === null ? bank.rows - 1 : bank.rows);
  const result: Neighbours = {
    count: Math.max(0, k),
    rows: new Int32Array(asked.rows * Math.max(0, k)),
    similarities: new Float32Array(asked.rows * Math.max(0, k)),
  };
  if (k <= 0) return result;
  const known = toTensor(bank);
  const block = Math.max(1, Math.min(1024, Math.floor(maxSimilarities / bank.rows)));
  // A row finds itself among its neighbours, and copies of it as near: one more is asked for.
  const wanted = queries === null ? k + 1 : k;
  try {
    for (let begin = 0; begin < asked.rows; begin += block) {
      const rows = Math.min(block, asked.rows - begin);
      const [values, indices] = tf.tidy(() => {
        const slice = asked.values.slice(begin * asked.columns, (begin + rows) * asked.columns);
        const some = tf.tensor2d(slice, [rows, asked.columns]) as unknown as Tensor;
        const top = tf.topk(tf.matMul(asRank2(some), asRank2(known), false, true), wanted);
        return [top.values, top.indices] as unknown as [Tensor, Tensor];
      });
      const [similarity, index] = [values.dataSync(), indices.dataSync()];
      tf.dispose([values, indices] as never);
      for (let row = 0; row < rows; row++) {
        let kept = 0;
        for (let rank = 0; rank < wanted && kept < k; rank++) {
          const neighbour = index[row * wanted + rank] ?? 0;
          // A row with many copies may not be among its own nearest: then the last one is left out.
          if (queries === null && neighbour === begin + row) continue;
          result.rows[(begin + row) * k + kept] = neighbour;
          result.similarities[(begin + row) * k + kept] = similarity[row * wanted + rank] ?? 0;
          kept += 1;
        }
      }
      await onProgress(begin + rows);
    }
    return result;
  } finally {
    known.dispose();
  }
}
