import { giveWay, type WorkHooks } from '../data/give-way.ts';
import { type Matrix, toTensor } from '../data/matrix.ts';
import { asRank2 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/** Products held at a time: 8 million are 32 MB, once in TensorFlow and once here. */
const maxProducts = 8_000_000;

/**
 * Dot products of each query with every row of a bank, multiplied in blocks and handed over row by row:
 * for rules about pairs that TensorFlow has no operation for.
 * @param bank `[n, features]`
 * @param queries `[m, features]`
 * @param onRow gets the query and its `[n]` products, valid during the call alone
 */
export async function dotProducts(
  bank: Matrix,
  queries: Matrix,
  onRow: (query: number, products: Float32Array) => void,
  hooks: WorkHooks = {},
): Promise<void> {
  if (bank.rows === 0 || queries.rows === 0) return;
  const known = asRank2(toTensor(bank));
  const block = Math.max(1, Math.min(1024, Math.floor(maxProducts / bank.rows)));
  try {
    for (let begin = 0; begin < queries.rows; begin += block) {
      const end = Math.min(begin + block, queries.rows);
      const values = queries.values.subarray(begin * queries.columns, end * queries.columns);
      const products = tf.tidy(() => {
        const some = toTensor({ rows: end - begin, columns: queries.columns, values });
        return tf.matMul(asRank2(some), known, false, true) as unknown as Tensor;
      });
      const numbers = products.dataSync() as Float32Array;
      products.dispose();
      for (let query = begin; query < end; query++) {
        const at = (query - begin) * bank.rows;
        onRow(query, numbers.subarray(at, at + bank.rows));
      }
      await giveWay(hooks, end / queries.rows);
    }
  } finally {
    known.dispose();
  }
}
