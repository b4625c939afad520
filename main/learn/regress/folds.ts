import { mixSeed, permutation } from '../data/seeded.ts';

/** With fewer labels a fold would say nothing. */
const fewestLabels = 10;

/**
 * Deals labels over folds so that each has small and large values: of every `count` neighbours in order each goes to another fold.
 * @returns the fold of each label; null for too few of them
 */
export function valueFolds(targets: Float32Array, count: number, seed: number): Int32Array | null {
  if (targets.length < Math.max(fewestLabels, 2 * count)) return null;
  const order = [...targets.keys()].sort((a, b) => (targets[a] ?? 0) - (targets[b] ?? 0) || a - b);
  const folds = new Int32Array(targets.length);
  for (let begin = 0; begin < order.length; begin += count) {
    const dealt = permutation(count, mixSeed(seed, 'value fold', begin));
    order.slice(begin, begin + count).forEach((at, i) => {
      folds[at] = dealt[i] ?? 0;
    });
  }
  return folds;
}

/** Some numbers, in the given order. */
export function numbersAt(values: Float32Array, rows: ArrayLike<number>): Float32Array {
  return Float32Array.from(rows, (row) => values[row] ?? Number.NaN);
}

/** Positions of labels that are in a fold, or that are not. */
export function inFold(folds: ArrayLike<number>, fold: number, wanted: boolean): Int32Array {
  const every = Int32Array.from({ length: folds.length }, (_, at) => at);
  return every.filter((at) => (folds[at] === fold) === wanted);
}
