import { giveWay, type WorkHooks } from '../data/give-way.ts';
import { type Matrix, pickRows } from '../data/matrix.ts';
import { meanDistances, ranks } from './anomaly-score.ts';
import { nearest, unitRows } from './nearest.ts';

/** Neighbours that an anomaly is far from. */
const neighbours = 15;
/** Of the most unusual rows, this many at most are listed with the usual ones that are nearest to them … */
const mostListed = 500;
/** … and no more than this share of all. */
const listedShare = 0.25;
/** Usual rows named beside each. */
const usualNear = 3;
/** Rows that are not listed and have a lower score are usual. */
const usualBelow = 0.95;

export interface Anomalies {
  /** Mean distance, 1 − cosine, of each row to its nearest, 0…2. */
  distances: Float32Array;
  /** Rank of that distance, 0 (the most usual) … 1 (the most unusual). */
  scores: Float32Array;
  /** The most unusual rows, the first first. */
  listed: Int32Array;
  /** Usual rows nearest to each listed one, nearest first: `[listed · usualCount]`. */
  usual: Int32Array;
  usualCount: number;
}

/**
 * What is unlike all others: a score for each row, and for the most unusual the usual ones they are nearest to.
 * @param embeddings `[n, features]`
 */
export async function findAnomalies(embeddings: Matrix, hooks: WorkHooks = {}): Promise<Anomalies> {
  const points = unitRows(embeddings);
  const near = await nearest(points, null, neighbours, (done) =>
    giveWay(hooks, done / points.rows),
  );
  const distances = meanDistances(near, points.rows);
  const scores = ranks(distances);
  const order = Int32Array.from(scores.keys()).sort((i, j) => (scores[j] ?? 0) - (scores[i] ?? 0));
  const count = Math.min(mostListed, Math.ceil(listedShare * points.rows));
  const listed = order.slice(0, count);
  const bank = order.slice(count).filter((row) => (scores[row] ?? 0) < usualBelow);
  const found = await nearest(pickRows(points, bank), pickRows(points, listed), usualNear, () =>
    giveWay(hooks, 1),
  );
  return {
    distances,
    scores,
    listed,
    usual: found.rows.map((at) => bank[at] ?? 0),
    usualCount: found.count,
  };
}
