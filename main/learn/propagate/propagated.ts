import type { Matrix } from '../data/matrix.ts';

/** Labels of a few rows. */
export interface FewLabels {
  /** Rows of the features, or nodes of the graph, that have a label; each once. */
  rows: ArrayLike<number>;
  /** Class of each, 0 … classes − 1. */
  labels: ArrayLike<number>;
  classes: number;
}

/** What a few labels say of all rows. The class of a row is the one with the largest score. */
export interface Propagated {
  /** `[n, classes]`, in the method's own measure; a class without a label has the lowest there is. */
  scores: Matrix;
  /** `[n, classes]`, rows sum to 1 and keep the order of the scores. They rank rows; see each method. */
  confidences: Matrix;
}

/** Labels of each class. @throws {RangeError} when there is no label or one is of no class */
export function labelCounts({ rows, labels, classes }: FewLabels): Float64Array {
  if (labels.length === 0 || rows.length !== labels.length) {
    throw new RangeError('one label at least is needed, and one for each labelled row');
  }
  const counts = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? -1;
    if (!(label in counts)) throw new RangeError(`label ${i}: no such class`);
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}

/** softmax(scores / scale) of each row; −∞ becomes 0. */
export function softmaxRows({ rows, columns, values }: Matrix, scale: number): Matrix {
  const result = new Float32Array(values.length);
  for (let begin = 0; begin < values.length; begin += columns) {
    let most = Number.NEGATIVE_INFINITY;
    for (let at = begin; at < begin + columns; at++) most = Math.max(most, values[at] ?? 0);
    let sum = 0;
    for (let at = begin; at < begin + columns; at++) {
      const power = Math.exp(((values[at] ?? 0) - most) / scale);
      result[at] = power;
      sum += power;
    }
    for (let at = begin; at < begin + columns; at++) result[at] = (result[at] ?? 0) / sum;
  }
  return { rows, columns, values: result };
}
