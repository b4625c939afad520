import { giveWay, type WorkHooks } from '../data/give-way.ts';
import type { Matrix } from '../data/matrix.ts';
import { seededUniform } from '../data/seeded.ts';
import { orthonormal } from '../engine/orthonormal.ts';
import { asRank2 } from '../engine/shapes.ts';
import { svd } from '../engine/svd.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import type { SparseGraph } from './sparse-graph.ts';

/** More directions than are kept, so that those that are kept settle sooner. */
const oversampling = 12;
/** Products with the graph in a filter: the degree of its polynomial. */
const degree = 12;
/** Filters at most. */
const mostFilters = 20;
/** Eigenvalues have settled when none of those kept moves further from one filter to the next. */
const settled = 2e-5;
/** Eigenvalues below this are always damped. */
const lowestCut = 0.5;
const highestCut = 0.9995;

/**
 * Each node by the smoothest functions on the graph: the leading eigenvectors of S = D^−½ W D^−½, divided by √degree (Ng, Jordan, Weiss
 * 2001, On Spectral Clustering; Shi and Malik 2000). What is near here is joined by many paths, not only alike. Found by subspace
 * iteration filtered by Chebyshev polynomials (Zhou, Saad, Tiago, Chelikowsky 2006, Self-consistent-field calculations using
 * Chebyshev-filtered subspace iteration): they are at most 1 where the eigenvalues that are not wanted lie, from −1 up
 * to the smallest that the directions have found, and grow fastest beyond.
 *
 * @returns `[nodes, count]`, rows of any length
 */
export async function spectralEmbedding(
  graph: SparseGraph,
  count: number,
  seed: number,
  hooks: WorkHooks = {},
): Promise<Matrix> {
  const { nodes, degrees } = graph;
  const columns = Math.min(nodes, count + oversampling);
  const kept = Math.min(columns, count);
  const walk = normalizedWeights(graph);
  const uniform = seededUniform(seed);
  let basis: Float32Array = Float32Array.from({ length: nodes * columns }, () => uniform() - 0.5);
  let found: Ritz | undefined;
  for (let filter = 0; filter < mostFilters; filter++) {
    const cut = Math.min(highestCut, Math.max(lowestCut, found?.values.at(-1) ?? lowestCut));
    basis = await filtered(graph, walk, basis, columns, cut);
    const next = ritz(graph, walk, basis, columns);
    const moved = next.values
      .slice(0, kept)
      .map((value, i) => Math.abs(value - (found?.values[i] ?? 0)));
    found = next;
    basis = next.vectors;
    await giveWay(hooks, (filter + 1) / mostFilters);
    if (Math.max(...moved) < settled) break;
  }
  const vectors = found?.vectors ?? basis;
  const values = new Float32Array(nodes * kept);
  for (let node = 0; node < nodes; node++) {
    const root = Math.sqrt(Math.max(degrees[node] ?? 0, 1e-12));
    for (let column = 0; column < kept; column++) {
      values[node * kept + column] = (vectors[node * columns + column] ?? 0) / root;
    }
  }
  return { rows: nodes, columns: kept, values };
}

/** Eigenvalues and eigenvectors of S as well as a space allows. */
interface Ritz {
  /** Falling. */
  values: number[];
  /** `[nodes, columns]`, orthonormal. */
  vectors: Float32Array;
}

/** The Rayleigh–Ritz step: S within the span of some columns. */
function ritz(graph: SparseGraph, walk: Float32Array, basis: Float32Array, columns: number): Ritz {
  const shape: [number, number] = [graph.nodes, columns];
  const q = valuesOf(() => orthonormal(tf.tensor(basis, shape) as Tensor));
  // (I + S) / 2 is symmetric and positive: its singular values and vectors are its eigenvalues and eigenvectors.
  const half = combined(graph, walk, columns, { now: q, before: q, weights: [0.5, 0, 0.5] });
  const [values, vectors] = tf.tidy(() => {
    const left = tf.tensor2d(q, shape);
    const small = tf.matMul(left, tf.tensor2d(half, shape), true, false);
    const found = svd(small as unknown as Tensor);
    const rotated = tf.matMul(left, asRank2(found.right));
    return [found.values.dataSync().slice(), rotated.dataSync().slice()] as const;
  });
  return {
    values: Array.from(values, (value) => 2 * value - 1),
    vectors: vectors as Float32Array,
  };
}

/** T_degree((S − c) / e) of some columns, where c − e = −1 and c + e = cut: what lies between is damped. */
async function filtered(
  graph: SparseGraph,
  walk: Float32Array,
  x: Float32Array,
  columns: number,
  cut: number,
): Promise<Float32Array> {
  const [center, half] = [(cut - 1) / 2, (cut + 1) / 2];
  const step = (
    now: Float32Array,
    before: Float32Array,
    times: number,
    back: number,
  ): Float32Array => {
    const weights: [number, number, number] = [times / half, (-times * center) / half, back];
    return combined(graph, walk, columns, { now, before, weights });
  };
  let before = x;
  let now = step(x, x, 1, 0);
  for (let power = 2; power <= degree; power++) {
    [before, now] = [now, step(now, before, 2, -1)];
    await giveWay({}, 0);
  }
  return now;
}

/** Of each edge, in the graph's order: w_ij / √(degree_i · degree_j). */
function normalizedWeights({
  nodes,
  offsets,
  neighbours,
  weights,
  degrees,
}: SparseGraph): Float32Array {
  const result = new Float32Array(weights.length);
  for (let node = 0; node < nodes; node++) {
    const end = offsets[node + 1] ?? 0;
    for (let at = offsets[node] ?? 0; at < end; at++) {
      const other = neighbours[at] ?? 0;
      result[at] = (weights[at] ?? 0) / Math.sqrt((degrees[node] ?? 1) * (degrees[other] ?? 1));
    }
  }
  return result;
}

interface Terms {
  /** `[nodes, columns]` */
  now: Float32Array;
  before: Float32Array;
  /** Of S · now, of now and of before. */
  weights: [number, number, number];
}

/** A weighted sum of S · now, now and before, in one pass: most of the time goes here. */
function combined(
  { nodes, offsets, neighbours }: SparseGraph,
  walk: Float32Array,
  columns: number,
  { now, before, weights: [ofProduct, ofNow, ofBefore] }: Terms,
): Float32Array {
  const result = new Float32Array(now.length);
  const row = new Float64Array(columns);
  for (let node = 0; node < nodes; node++) {
    row.fill(0);
    const end = offsets[node + 1] ?? 0;
    for (let at = offsets[node] ?? 0; at < end; at++) {
      const weight = walk[at] ?? 0;
      const from = (neighbours[at] ?? 0) * columns;
      for (let column = 0; column < columns; column++) {
        row[column] = (row[column] ?? 0) + weight * (now[from + column] ?? 0);
      }
    }
    const to = node * columns;
    for (let column = 0; column < columns; column++) {
      result[to + column] =
        ofProduct * (row[column] ?? 0) +
        ofNow * (now[to + column] ?? 0) +
        ofBefore * (before[to + column] ?? 0);
    }
  }
  return result;
}

function valuesOf(compute: () => Tensor): Float32Array {
  const tensor = tf.tidy(compute);
  const values = tensor.dataSync().slice() as Float32Array;
  tensor.dispose();
  return values;
}
