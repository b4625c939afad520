import { giveWay, type WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';
import { nearest, unitRows } from '../explore/nearest.ts';

const defaultNeighbours = 10;

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
    const [from, to] = [query * near.count, (query + 1) * near.count];
    const squared = (at: number): number => Math.max(0, 2 - 2 * (near.similarities[at] ?? 0));
    const width = Math.max(1e-12, squared(to - 1));
    let total = 0;
    for (let at = from; at < to; at++) {
      const weight = Math.exp((-4 * squared(at)) / width);
      total += weight;
      for (let label = 0; label < columns; label++) {
        const cell = query * columns + label;
        const score = scores.values[(near.rows[at] ?? 0) * columns + label] ?? 0;
        values[cell] = (values[cell] ?? 0) + weight * score;
      }
    }
    for (let cell = query * columns; cell < (query + 1) * columns; cell++) {
      values[cell] = (values[cell] ?? 0) / total;
    }
  }
  return { rows: queries.rows, columns, values };
}
