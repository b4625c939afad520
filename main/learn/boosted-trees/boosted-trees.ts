import { type Matrix, rowOf } from '../data/matrix.ts';
import { leafOf, type Tree } from './tree.ts';

/**
 * Trees whose sum is a score: gradient boosting (Friedman 2001). With k classes, tree t adds to the score of class
 * t mod k; with two classes there is one score, of the second one; a regression has one, which is the value.
 */
export interface BoostedTrees {
  /** Values of leaves are as they are added to scores. */
  trees: readonly Tree[];
  /** Score before any tree, `[scores]`. */
  baseline: Float32Array;
  /** 0: a regression. */
  classes: number;
  /** Of a row. */
  features: number;
}

/**
 * What trees say of rows.
 * @param features `[rows, features]`
 * @returns logits, `[rows, classes]`, or of a regression the values, `[rows, 1]`
 */
export function outputsOf(model: BoostedTrees, features: Matrix): Matrix {
  if (features.columns !== model.features) {
    throw new RangeError(`rows of ${features.columns} features, but trees of ${model.features}`);
  }
  const scores = model.baseline.length;
  const columns = Math.max(1, model.classes);
  const values = new Float32Array(features.rows * columns);
  const sums = new Float64Array(scores);
  for (let row = 0; row < features.rows; row++) {
    const cells = rowOf(features, row);
    sums.set(model.baseline);
    for (const [at, tree] of model.trees.entries()) {
      (sums[at % scores] as number) += tree.values[leafOf(tree, cells)] ?? 0;
    }
    // One score of two classes is how much more likely the second is: the first has 0.
    values.set(sums, row * columns + columns - scores);
  }
  return { rows: features.rows, columns, values };
}
