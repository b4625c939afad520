import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/**
 * Replaces some columns of each row by the same column of another row of the batch, drawn for each column anew: a draw
 * from the column's own distribution.
 * Source: SCARF, Bahri, Jiang, Tay, Metzler 2021, arXiv 2106.15147, algorithm 1; there the other row is of the whole training set.
 *
 * @param rows `[batch, features]`
 * @param groups features that each column takes, in order
 * @param share of the columns, 0…1: each is replaced with that probability
 * @returns the same shape
 */
export function corruptColumns(
  rows: Tensor,
  groups: readonly number[],
  share: number,
  random: StepRandom,
): Tensor {
  return tf.tidy(() => {
    const [batch, features] = [dimension(rows, 0), dimension(rows, 1)];
    // All features of a column are replaced together, and by the same row's.
    const column = columnsOfFeatures(groups);
    const ofColumn = (values: Tensor): Tensor => tf.gather(values as never, column, 1) as Tensor;
    const replaced = ofColumn(random.uniform([batch, groups.length])).less(share);
    const other = ofColumn(random.uniform([batch, groups.length], 0, batch).floor());
    const places = other.mul(features).add(tf.range(0, features)).toInt();
    const values = tf.gather(rows.reshape([-1]), places as never);
    return tf.where(replaced as never, values, rows) as Tensor;
  });
}

/** The column of each feature, int32 `[features]`. @param groups features that each column takes, in order */
export function columnsOfFeatures(groups: readonly number[]) {
  return tf.tensor1d(
    groups.flatMap((size, at) => new Array<number>(size).fill(at)),
    'int32',
  );
}
