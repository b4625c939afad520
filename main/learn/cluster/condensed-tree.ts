import { UnionFind } from '../data/union-find.ts';
import type { TreeEdge } from './edge-search.ts';

/** Copies of one point are at distance 0, which would be an infinite density. */
const smallestDistance = 1e-12;

/** Something that leaves a cluster. */
export interface Leaving {
  /** The cluster it leaves. */
  parent: number;
  /** A point, or n and more: a cluster that goes on. */
  child: number;
  /** Density, 1 / distance, at which it leaves. */
  density: number;
  /** Points. */
  size: number;
}

interface Merge {
  left: number;
  right: number;
  distance: number;
  size: number;
}

/**
 * The hierarchy of clusters of `smallest` points at least: as density grows, a cluster loses points, or falls
 * into two (Campello, Moulavi, Sander 2013; McInnes and Healy 2017, arXiv 1705.07321).
 * @param tree the minimum spanning tree of n points
 * @returns what leaves which cluster; cluster n is the root, parents come before children
 */
export function condensedTree(tree: readonly TreeEdge[], smallest: number): Leaving[] {
  const n = tree.length + 1;
  const merges = singleLinkage(tree);
  const sizeOf = (node: number): number => (node < n ? 1 : (merges[node - n]?.size ?? 0));
  const leavings: Leaving[] = [];
  let clusters = n + 1;
  const open = [{ node: n + merges.length - 1, cluster: n }];
  for (let next = 0; next < open.length; next++) {
    const { node, cluster } = open[next] ?? { node: 0, cluster: 0 };
    const merge = merges[node - n];
    if (merge === undefined) continue;
    const density = 1 / Math.max(merge.distance, smallestDistance);
    const halves = [merge.left, merge.right];
    const splits = halves.every((half) => sizeOf(half) >= smallest);
    for (const half of halves) {
      if (splits) {
        leavings.push({ parent: cluster, child: clusters, density, size: sizeOf(half) });
        open.push({ node: half, cluster: clusters });
        clusters += 1;
      } else if (sizeOf(half) >= smallest) {
        open.push({ node: half, cluster });
      } else {
        for (const point of pointsBelow(half, merges, n)) {
          leavings.push({ parent: cluster, child: point, density, size: 1 });
        }
      }
    }
  }
  return leavings;
}

/** Components as edges are added, shortest first: node n + i is made by the i-th merge. */
function singleLinkage(tree: readonly TreeEdge[]): Merge[] {
  const n = tree.length + 1;
  const sets = new UnionFind(n);
  const nodeOf = Int32Array.from({ length: n }, (_, point) => point);
  return tree
    .toSorted(([, , a], [, , b]) => a - b)
    .map(([from, to, distance], i) => {
      const [left, right] = [nodeOf[sets.find(from)] ?? 0, nodeOf[sets.find(to)] ?? 0];
      sets.join(from, to);
      nodeOf[sets.find(from)] = n + i;
      return { left, right, distance, size: sets.sizeOf(from) };
    });
}

function pointsBelow(node: number, merges: readonly Merge[], n: number): number[] {
  const points: number[] = [];
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const merge = merges[next - n];
    if (merge === undefined) points.push(next);
    else open.push(merge.right, merge.left);
  }
  return points;
}
