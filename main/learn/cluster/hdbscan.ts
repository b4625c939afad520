import type { WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';
import { condensedTree, type Leaving } from './condensed-tree.ts';
import { reachabilityTree } from './reachability-tree.ts';

export interface DensityClusters {
  /** Cluster of each row, 0 … count − 1; −1: noise. */
  labels: Int32Array;
  count: number;
  /** How firmly each row is in its cluster, 0…1; 0 for noise. */
  strengths: Float32Array;
}

/**
 * HDBSCAN* (Campello, Moulavi, Sander 2013; McInnes and Healy 2017, arXiv 1705.07321): clusters of any number, shape and
 * density, and what belongs to none, chosen by excess of mass. Gives the labels of scikit-learn's HDBSCAN, but for points
 * that are equally near to two clusters: there, the order of the rows decides in either.
 *
 * @param points `[n, features]`, distances Euclidean; bring embeddings to length 1 (`unitRows`) first
 * @param smallest points that a cluster has at least, 2 or more
 * @param samples neighbours that make a point dense, itself counted
 */
export async function hdbscan(
  points: Matrix,
  smallest: number,
  samples: number = smallest,
  hooks: WorkHooks = {},
): Promise<DensityClusters> {
  const labels = new Int32Array(points.rows).fill(-1);
  const strengths = new Float32Array(points.rows);
  if (points.rows < 2) return { labels, count: 0, strengths };
  const tree = await reachabilityTree(points, samples, hooks);
  const leavings = condensedTree(tree, Math.max(2, smallest));
  const chosen = massiest(leavings, points.rows);
  /** The chosen cluster that each cluster is, or is within. */
  const chosenAbove = new Map<number, number>();
  const densest = new Map<number, number>();
  for (const { parent, child, density } of leavings) {
    densest.set(parent, Math.max(densest.get(parent) ?? 0, density));
    if (child < points.rows) continue;
    const cluster = chosen.has(child) ? child : chosenAbove.get(parent);
    if (cluster !== undefined) chosenAbove.set(child, cluster);
  }
  const nameOf = new Map([...chosen].sort((a, b) => a - b).map((cluster, name) => [cluster, name]));
  for (const { parent, child, density } of leavings) {
    const cluster = chosenAbove.get(parent);
    if (child >= points.rows || cluster === undefined) continue;
    const most = densest.get(cluster) ?? density;
    labels[child] = nameOf.get(cluster) ?? -1;
    strengths[child] = Math.min(density, most) / most;
  }
  return { labels, count: chosen.size, strengths };
}

/**
 * Clusters that do not overlap and have the largest sum of Σ_points (density left at − density born at) (Campello, Moulavi,
 * Sander 2013, optimal extraction from the hierarchy). The root, all points in one, is none of them.
 */
function massiest(leavings: readonly Leaving[], root: number): Set<number> {
  const born = new Map([[root, 0]]);
  const mass = new Map([[root, 0]]);
  const parentOf = new Map<number, number>();
  for (const { parent, child, density, size } of leavings) {
    mass.set(parent, (mass.get(parent) ?? 0) + (density - (born.get(parent) ?? 0)) * size);
    if (child <= root) continue;
    born.set(child, density);
    mass.set(child, 0);
    parentOf.set(child, parent);
  }
  /** Mass of the best choice among a cluster's children. */
  const within = new Map<number, number>();
  const better = new Set<number>();
  for (const cluster of [...parentOf.keys()].sort((a, b) => b - a)) {
    const [own, inner] = [mass.get(cluster) ?? 0, within.get(cluster) ?? 0];
    if (own >= inner) better.add(cluster);
    const parent = parentOf.get(cluster) ?? root;
    within.set(parent, (within.get(parent) ?? 0) + Math.max(own, inner));
  }
  const covered = new Set<number>();
  const chosen = new Set<number>();
  for (const cluster of [...parentOf.keys()].sort((a, b) => a - b)) {
    const inside = covered.has(parentOf.get(cluster) ?? root);
    if (!inside && better.has(cluster)) chosen.add(cluster);
    if (inside || better.has(cluster)) covered.add(cluster);
  }
  return chosen;
}
