import type { Matrix } from '../data/matrix.ts';
import { seededUniform } from '../data/seeded.ts';
import type { Neighbours } from './nearest.ts';

/** Curve 1 / (1 + a·d^2b) for a least distance of 0.1 and a spread of 1 (umap-learn's fit). */
const a = 1.576943460405378;
const b = 0.8950608781227859;
const negativeSamples = 5;
const searchSteps = 64;
/** Side of the square that the start is laid out on. */
const startSide = 10;
/** A gradient beyond this is cut, as in the reference implementation. */
const clip = 4;

export interface UmapOptions {
  seed: number;
  /** Passes over the edges; umap-learn takes 500 up to 10,000 points and 200 beyond. */
  epochs: number;
  /** Stops after this much time with what there is. */
  milliseconds: number;
  /** Called between passes. @param share 0…1 */
  onProgress?: (share: number) => Promise<void> | void;
}

/**
 * UMAP (McInnes, Healy, Melville 2018, arXiv 1802.03426; algorithms 1–5): a layout in which near points stay
 * near. Written out on typed arrays in place of umap-js: docs/decisions/0008.
 *
 * @param neighbours the nearest of each point, exact; distance is 1 − cosine
 * @param start `[n, 2]`: where points begin, such as their principal components
 * @returns coordinates `[n · 2]`: x, y, x, y, …
 */
export async function umap(
  neighbours: Neighbours,
  start: Matrix,
  options: UmapOptions,
): Promise<Float32Array> {
  const layout = scaled(start, options.seed);
  if (neighbours.count === 0) return layout;
  const edges = fuzzyEdges(neighbours, start.rows);
  await optimize(layout, edges, start.rows, options);
  return layout;
}

interface Edges {
  from: Int32Array;
  to: Int32Array;
  weight: Float32Array;
}

/** The fuzzy union of each point's neighbourhood (section 3.1, algorithms 2 and 3). */
function fuzzyEdges({ count: k, rows, similarities }: Neighbours, points: number): Edges {
  const directed = new Map<number, number>();
  const distances = new Float64Array(k);
  for (let point = 0; point < points; point++) {
    for (let rank = 0; rank < k; rank++) {
      distances[rank] = Math.max(0, 1 - (similarities[point * k + rank] ?? 0));
    }
    const nearestDistance = distances.find((distance) => distance > 0) ?? 0;
    const sigma = widthOf(distances, nearestDistance);
    for (let rank = 0; rank < k; rank++) {
      const beyond = Math.max(0, (distances[rank] ?? 0) - nearestDistance);
      directed.set(point * points + (rows[point * k + rank] ?? 0), Math.exp(-beyond / sigma));
    }
  }
  const from: number[] = [];
  const to: number[] = [];
  const weight: number[] = [];
  for (const [key, forward] of directed) {
    const i = Math.floor(key / points);
    const j = key % points;
    const backward = directed.get(j * points + i);
    if (backward !== undefined && j < i) continue; // the pair was met from the other side
    from.push(i);
    to.push(j);
    weight.push(backward === undefined ? forward : forward + backward - forward * backward);
  }
  return {
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    weight: Float32Array.from(weight),
  };
}

/** The width at which the neighbourhood's weights sum to log2(k), by bisection. */
function widthOf(distances: Float64Array, nearestDistance: number): number {
  const target = Math.log2(distances.length + 1);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let width = 1;
  for (let step = 0; step < searchSteps; step++) {
    let sum = 0;
    for (const distance of distances) {
      sum += Math.exp(-Math.max(0, distance - nearestDistance) / width);
    }
    if (Math.abs(sum - target) < 1e-5) break;
    if (sum > target) high = width;
    else low = width;
    width = high === Number.POSITIVE_INFINITY ? width * 2 : (low + high) / 2;
  }
  const mean = distances.reduce((total, distance) => total + distance, 0) / distances.length;
  return Math.max(width, 1e-3 * mean, 1e-12);
}

/** Stochastic gradient descent on the edges with negative sampling (algorithm 5). */
async function optimize(
  layout: Float32Array,
  { from, to, weight }: Edges,
  points: number,
  { seed, epochs, milliseconds, onProgress }: UmapOptions,
): Promise<void> {
  const uniform = seededUniform(seed);
  const heaviest = weight.reduce((most, each) => Math.max(most, each), 0);
  // An edge is drawn in proportion to its weight: the heaviest in each pass.
  const every = Float32Array.from(weight, (each) => heaviest / Math.max(each, 1e-9));
  const due = every.slice();
  const begun = performance.now();
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const rate = 1 - (epoch - 1) / epochs;
    for (let edge = 0; edge < from.length; edge++) {
      if ((due[edge] ?? 0) > epoch) continue;
      due[edge] = (due[edge] ?? 0) + (every[edge] ?? 1);
      const i = 2 * (from[edge] ?? 0);
      pull(layout, i, 2 * (to[edge] ?? 0), rate);
      for (let sample = 0; sample < negativeSamples; sample++) {
        push(layout, i, 2 * Math.floor(uniform() * points), rate);
      }
    }
    await onProgress?.(epoch / epochs);
    if (performance.now() - begun > milliseconds) return;
  }
}

function pull(layout: Float32Array, i: number, j: number, rate: number): void {
  const dx = (layout[i] ?? 0) - (layout[j] ?? 0);
  const dy = (layout[i + 1] ?? 0) - (layout[j + 1] ?? 0);
  const squared = dx * dx + dy * dy;
  if (squared <= 0) return;
  const power = squared ** b;
  const factor = (-2 * a * b * (power / squared)) / (1 + a * power);
  const mx = rate * clipped(factor * dx);
  const my = rate * clipped(factor * dy);
  layout[i] = (layout[i] ?? 0) + mx;
  layout[i + 1] = (layout[i + 1] ?? 0) + my;
  layout[j] = (layout[j] ?? 0) - mx;
  layout[j + 1] = (layout[j + 1] ?? 0) - my;
}

function push(layout: Float32Array, i: number, j: number, rate: number): void {
  if (i === j) return;
  const dx = (layout[i] ?? 0) - (layout[j] ?? 0);
  const dy = (layout[i + 1] ?? 0) - (layout[j + 1] ?? 0);
  const squared = dx * dx + dy * dy;
  const factor = (2 * b) / ((0.001 + squared) * (1 + a * squared ** b));
  layout[i] = (layout[i] ?? 0) + rate * (squared > 0 ? clipped(factor * dx) : clip);
  layout[i + 1] = (layout[i + 1] ?? 0) + rate * (squared > 0 ? clipped(factor * dy) : clip);
}

function clipped(gradient: number): number {
  return Math.max(-clip, Math.min(clip, gradient));
}

/** The start on a square, with a little noise so that no two points are one. */
function scaled(start: Matrix, seed: number): Float32Array {
  const uniform = seededUniform(seed + 1);
  const layout = new Float32Array(start.rows * 2);
  const largest = start.values.reduce((most, each) => Math.max(most, Math.abs(each)), 1e-9);
  for (let point = 0; point < start.rows; point++) {
    for (let axis = 0; axis < 2; axis++) {
      const value = axis < start.columns ? (start.values[point * start.columns + axis] ?? 0) : 0;
      layout[2 * point + axis] = (value / largest) * startSide + (uniform() - 0.5) * 1e-3;
    }
  }
  return layout;
}
