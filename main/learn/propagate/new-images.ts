import { giveWay, type WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';
import { nearest, unitRows } from '../explore/nearest.ts';
import { defaultNeighbours, edgeWeights } from './neighbour-graph.ts';

/**
 * Scores of images that are not in the graph: the mean of their nearest in it, weighted as its edges are,
 * exp(−4 d² / d_k²). What was propagated stays as it is: an image that is asked about teaches nothing.
 * @param bank features of the graph's images, `[n, features]`
 * @param scores of the graph's images, `[n, classes]`
 * @param queries `[m, features]`
 * @returns `[m, classes]`
 */
export async function scoresOfNew(
  bank: Matrix,
  scores: Matrix,
  queries: Matrix,
  k: number = defaultNeighbours,
  hooks: WorkHooks = {},
): Promise<Matrix> {
  const asked = unitRows(queries);
  const near = await nearest(unitRows(bank), asked, k, (done) =>
    giveWay(hooks, done / queries.rows),
  );
  const { columns } = scores;
  const values = new Float32Array(queries.rows * columns);
  for (let query = 0; query < queries.rows; query++) {
    const weights = edgeWeights(near, query);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [rank, weight] of weights.entries()) {
      const row = near.rows[query * near.count + rank] ?? 0;
      for (let label = 0; label < columns; label++) {
        const cell = query * columns + label;
        const score = scores.values[row * columns + label] ?? 0;
        values[cell] = (values[cell] ?? 0) + (weight / total) * score;
      }
    }
  }
  return { rows: queries.rows, columns, values };
}
