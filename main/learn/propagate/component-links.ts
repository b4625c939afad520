import type { WorkHooks } from '../data/give-way.ts';
import { type Matrix, pickRows } from '../data/matrix.ts';
import { UnionFind } from '../data/union-find.ts';
import { dotProducts } from '../explore/dot-products.ts';
import type { SparseGraph } from './sparse-graph.ts';

/** Nodes of a large component that look for a way out: it is one light edge, which need not be the very shortest. */
const mostLooking = 256;

/**
 * Edges that make a graph connected: each component but the largest gets a short edge out of it, until one is
 * left (Borůvka 1926).
 * @param points `[nodes, features]` of length 1
 * @returns [node, node, weight] of each
 */
export async function componentLinks(
  graph: SparseGraph,
  points: Matrix,
  weight: number,
  hooks: WorkHooks,
): Promise<[number, number, number][]> {
  const sets = new UnionFind(graph.nodes);
  for (let node = 0; node < graph.nodes; node++) {
    for (let at = graph.offsets[node] ?? 0; at < (graph.offsets[node + 1] ?? 0); at++) {
      sets.join(node, graph.neighbours[at] ?? 0);
    }
  }
  const links: [number, number, number][] = [];
  while (sets.sets > 1) {
    for (const [from, to] of await shortestOut(sets, points, hooks)) {
      if (sets.join(from, to)) links.push([from, to, weight]);
    }
  }
  return links;
}

async function shortestOut(
  sets: UnionFind,
  points: Matrix,
  hooks: WorkHooks,
): Promise<[number, number][]> {
  const component = Int32Array.from({ length: points.rows }, (_, node) => sets.find(node));
  const largest = component.reduce((a, b) => (sets.sizeOf(b) > sets.sizeOf(a) ? b : a));
  const met = new Map<number, number>();
  const rows = Array.from(component.keys()).filter((node) => {
    const own = component[node] ?? 0;
    const before = met.get(own) ?? 0;
    met.set(own, before + 1);
    return own !== largest && before % Math.ceil(sets.sizeOf(own) / mostLooking) === 0;
  });
  const best = new Map<number, { from: number; to: number; similarity: number }>();
  await dotProducts(
    points,
    pickRows(points, rows),
    (query, products) => {
      const from = rows[query] ?? 0;
      const own = component[from] ?? 0;
      let to = -1;
      let similarity = Number.NEGATIVE_INFINITY;
      for (let other = 0; other < products.length; other++) {
        const each = products[other] ?? 0;
        if (each <= similarity || component[other] === own) continue;
        similarity = each;
        to = other;
      }
      if (similarity > (best.get(own)?.similarity ?? Number.NEGATIVE_INFINITY)) {
        best.set(own, { from, to, similarity });
      }
    },
    hooks,
  );
  return Array.from(best.values(), ({ from, to }) => [from, to]);
}
