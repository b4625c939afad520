import type { WorkHooks } from '../data/give-way.ts';
import { type Matrix, pickRows } from '../data/matrix.ts';
import { permutation } from '../data/seeded.ts';
import { bestKMeans } from './best-k-means.ts';
import { meanSilhouettes } from './silhouette.ts';

/** Rows that are tried on: all pairs of them are looked at. */
const sampled = 3000;
const candidates = [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30];
/** Rows a cluster has in the mean, at least. */
const rowsACluster = 5;

/**
 * How many clusters there are: the number whose k-means has the largest mean silhouette, on a sample.
 * @param points `[n, features]`
 * @returns the number, and what was tried; 1 and nothing for a handful of rows
 */
export async function chooseClusterCount(
  points: Matrix,
  seed: number,
  hooks: WorkHooks = {},
): Promise<{ count: number; tried: { count: number; silhouette: number }[] }> {
  const rows = permutation(points.rows, seed).slice(0, sampled);
  const sample = pickRows(points, rows);
  const counts = candidates.filter((count) => count * rowsACluster <= sample.rows);
  const assignments: Int32Array[] = [];
  for (const [i, count] of counts.entries()) {
    const { assignment } = await bestKMeans(sample, count, seed, {
      signal: hooks.signal,
      onProgress: (share) => hooks.onProgress?.((i + share) / counts.length),
    });
    assignments.push(assignment);
  }
  const { signal } = hooks;
  const silhouettes = await meanSilhouettes(sample, assignments, { signal });
  const tried = counts.map((count, i) => ({ count, silhouette: silhouettes[i] ?? 0 }));
  const best = tried.reduce((most, each) => (each.silhouette > most.silhouette ? each : most), {
    count: 1,
    silhouette: Number.NEGATIVE_INFINITY,
  });
  return { count: best.count, tried };
}
