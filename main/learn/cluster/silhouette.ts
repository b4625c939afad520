import type { WorkHooks } from '../data/give-way.ts';
import { type Matrix, rowOf } from '../data/matrix.ts';
import { dotProducts } from '../explore/dot-products.ts';

/**
 * Mean silhouette of clusterings of the same rows (Rousseeuw 1987): (b − a) / max(a, b) of each row, where a is its mean
 * distance to the others of its cluster and b that to the nearest other cluster; 0 where it is alone in its cluster.
 * Distances are Euclidean; all pairs are looked at, so that some thousand rows are as many as should be given.
 * @param points `[n, features]`
 * @param assignments of each clustering, the cluster of each row, 0 and more
 * @returns −1…1 for each clustering; 0 for one with a single cluster
 */
export async function meanSilhouettes(
  points: Matrix,
  assignments: readonly Int32Array[],
  hooks: WorkHooks = {},
): Promise<number[]> {
  const squares = Float64Array.from({ length: points.rows }, (_, row) =>
    rowOf(points, row).reduce((sum, value) => sum + value * value, 0),
  );
  const sizes = assignments.map(sizesOf);
  const sums = sizes.map((each) => new Float64Array(each.length));
  const totals = assignments.map(() => 0);
  const distances = new Float64Array(points.rows);
  await dotProducts(
    points,
    points,
    (row, products) => {
      for (let other = 0; other < distances.length; other++) {
        const squared = (squares[row] ?? 0) + (squares[other] ?? 0) - 2 * (products[other] ?? 0);
        distances[other] = other === row ? 0 : Math.sqrt(Math.max(0, squared));
      }
      assignments.forEach((assignment, i) => {
        const sum = sums[i] ?? new Float64Array();
        sum.fill(0);
        for (let other = 0; other < distances.length; other++) {
          const of = assignment[other] ?? 0;
          sum[of] = (sum[of] ?? 0) + (distances[other] ?? 0);
        }
        totals[i] = (totals[i] ?? 0) + silhouette(sum, sizes[i] ?? [], assignment[row] ?? 0);
      });
    },
    hooks,
  );
  return totals.map((total) => total / Math.max(1, points.rows));
}

/** @param sums distances of a row to all of each cluster */
function silhouette(sums: ArrayLike<number>, sizes: ArrayLike<number>, own: number): number {
  const others = (sizes[own] ?? 0) - 1;
  if (others < 1) return 0;
  const within = (sums[own] ?? 0) / others;
  let nearest = Number.POSITIVE_INFINITY;
  for (let cluster = 0; cluster < sums.length; cluster++) {
    const size = sizes[cluster] ?? 0;
    if (cluster !== own && size > 0) nearest = Math.min(nearest, (sums[cluster] ?? 0) / size);
  }
  if (nearest === Number.POSITIVE_INFINITY) return 0;
  return (nearest - within) / Math.max(nearest, within, Number.MIN_VALUE);
}

function sizesOf(assignment: Int32Array): number[] {
  const sizes = Array.from(
    { length: assignment.reduce((most, each) => Math.max(most, each), 0) + 1 },
    () => 0,
  );
  for (const cluster of assignment) sizes[cluster] = (sizes[cluster] ?? 0) + 1;
  return sizes;
}
