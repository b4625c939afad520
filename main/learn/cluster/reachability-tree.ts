import { giveWay, type WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';
import { UnionFind } from '../data/union-find.ts';
import { EdgeSearch, type TreeEdge } from './edge-search.ts';

/**
 * The minimum spanning tree of mutual reachability, max(core(x), core(y), ‖x − y‖), where core is the distance to the
 * `samples`-th neighbour, the point itself counted (Campello, Moulavi, Sander 2013).
 *
 * Borůvka's rounds: each component takes its shortest edge out.
 *
 * @param points `[n, features]`, distances Euclidean
 */
export async function reachabilityTree(
  points: Matrix,
  samples: number,
  hooks: WorkHooks = {},
): Promise<TreeEdge[]> {
  const search = new EdgeSearch(points, hooks);
  await search.begin(samples);
  const sets = new UnionFind(points.rows);
  const tree: TreeEdge[] = [];
  while (sets.sets > 1) {
    for (const [from, to, squared] of await search.shortestOut(sets)) {
      if (sets.join(from, to)) tree.push([from, to, Math.sqrt(squared)]);
    }
    await giveWay(hooks, tree.length / Math.max(1, points.rows - 1));
  }
  return tree;
}
