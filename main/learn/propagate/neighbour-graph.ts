import { giveWay, type WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';
import { type Neighbours, nearest, unitRows } from '../explore/nearest.ts';
import { componentLinks } from './component-links.ts';
import { type SparseGraph, symmetricGraph } from './sparse-graph.ts';

/** As in the experiments of the Poisson learning paper. */
export const defaultNeighbours = 10;
/** Copies of one image are at distance 0; the square of the width is kept above this. */
const smallestWidth = 1e-12;

/**
 * The graph that labels travel on: each image and its k nearest by cosine, edges weighted by
 *
 *     w_ij = exp(−4 ‖x_i − x_j‖² / d_k(x_i)²),    W ← (W + Wᵀ) / 2
 *
 * where x are rows of length 1 and d_k(x_i) is the distance to the k-th neighbour, so that dense and thin
 * regions are alike (Calder, Cook, Thorpe, Slepčev 2020, arXiv 2006.11184; after Zelnik-Manor and
 * Perona 2004). Islands are joined to what is nearest to them by the lightest edge there is: a label
 * would never reach them, and the Poisson equation would have no solution.
 *
 * @param features `[n, features]`, any lengths
 * @param k neighbours of each; fewer when there are fewer images
 */
export async function neighbourGraph(
  features: Matrix,
  k: number = defaultNeighbours,
  hooks: WorkHooks = {},
): Promise<SparseGraph> {
  const points = unitRows(features);
  const near = await nearest(points, null, k, (done) => giveWay(hooks, done / points.rows));
  const graph = symmetricGraph(points.rows, gaussianEdges(near, points.rows));
  const links = await componentLinks(graph, points, Math.exp(-4), hooks);
  return links.length === 0
    ? graph
    : symmetricGraph(points.rows, [...gaussianEdges(near, points.rows), ...links]);
}

function* gaussianEdges(
  near: Neighbours,
  points: number,
): Generator<readonly [number, number, number]> {
  for (let point = 0; point < points; point++) {
    for (const [rank, weight] of edgeWeights(near, point).entries()) {
      yield [point, near.rows[point * near.count + rank] ?? 0, weight];
    }
  }
}

/** exp(−4 d² / d_k²) of a row's neighbours, nearest first. */
export function edgeWeights({ count, similarities }: Neighbours, row: number): number[] {
  /** ‖x − y‖² = 2 − 2 x·y on rows of length 1. */
  const squared = (rank: number): number =>
    Math.max(0, 2 - 2 * (similarities[row * count + rank] ?? 0));
  const width = Math.max(smallestWidth, squared(count - 1));
  return Array.from({ length: count }, (_, rank) => Math.exp((-4 * squared(rank)) / width));
}
