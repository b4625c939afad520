import type { Matrix } from '../data/matrix.ts';
import { decidedShares } from './decided-shares.ts';

const rounds = 200;
const step = 0.03;

/**
 * Weights of the classes under which as many rows are decided for each class as its share says:
 * w_c ← w_c · exp(step · (share_c − decided_c) / share_c), the volume constraint of Calder et al. 2020
 * (arXiv 2006.11184, the known class sizes of Poisson MBO), for scores that are compared row by row.
 * With one label a class some classes take up far too much, for the accident of which image was labelled.
 * @param scores `[n, classes]`, finite
 * @param shares of each class among the rows, above 0, sum 1
 * @returns `[n, classes]`, scores times weights
 */
export function withClassSizes(scores: Matrix, shares: readonly number[]): Matrix {
  const { rows, columns } = scores;
  const weights = new Float64Array(columns).fill(1);
  const weighted: Matrix = { rows, columns, values: scores.values.slice() };
  for (let round = 0; round < rounds; round++) {
    const decided = decidedShares(weighted);
    for (let label = 0; label < columns; label++) {
      const share = shares[label] ?? 0;
      const lack = (share - (decided[label] ?? 0)) / Math.max(share, 1e-9);
      weights[label] = (weights[label] ?? 1) * Math.exp(step * Math.max(-1, lack));
    }
    for (let at = 0; at < weighted.values.length; at++) {
      weighted.values[at] = (scores.values[at] ?? 0) * (weights[at % columns] ?? 1);
    }
  }
  return weighted;
}
