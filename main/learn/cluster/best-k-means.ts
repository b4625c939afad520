import type { WorkHooks } from '../data/give-way.ts';
import { type Matrix, rowOf } from '../data/matrix.ts';
import { type Clusters, kMeansInSteps } from '../select/k-means.ts';

/** k-means ends where no small step helps, which may be two groups in one cluster: it begins anew this often. */
const starts = 3;

/**
 * The best of some runs of k-means: the one with the least sum of squared distances to the centres.
 * @param points `[n, features]`
 * @param count clusters, at most n
 */
export async function bestKMeans(
  points: Matrix,
  count: number,
  seed: number,
  { signal, onProgress }: WorkHooks = {},
): Promise<Clusters> {
  let best: Clusters | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let start = 0; start < starts; start++) {
    const found = await kMeansInSteps(points, count, seed + start, {
      signal,
      onProgress: (share) => onProgress?.((start + share) / starts),
    });
    const spread = spreadOf(points, found);
    if (best === null || spread < least) [best, least] = [found, spread];
  }
  return best ?? { assignment: new Int32Array(), centres: { ...points, rows: 0 } };
}

/** Sum of squared distances to the centres. */
function spreadOf(points: Matrix, { assignment, centres }: Clusters): number {
  let sum = 0;
  for (let row = 0; row < points.rows; row++) {
    const point = rowOf(points, row);
    const centre = rowOf(centres, assignment[row] ?? 0);
    for (let column = 0; column < point.length; column++) {
      sum += ((point[column] ?? 0) - (centre[column] ?? 0)) ** 2;
    }
  }
  return sum;
}
