import type { WorkHooks } from '../data/give-way.ts';
import { type Matrix, pickRows } from '../data/matrix.ts';
import { dotProducts } from '../explore/dot-products.ts';
import { unitRows } from '../explore/nearest.ts';
import { kMeans } from './k-means.ts';

/** Balls must be this pure (the paper's α = 0.95). */
const wantedPurity = 0.95;
const mostClusters = 100;

/**
 * Samples to label first: those whose balls of radius δ hold the most samples that no label is near to yet
 * (ProbCover, Yehuda, Dekel, Hacohen, Weinshall 2022, arXiv 2205.11320, algorithm 1).
 *
 * Degrees of the δ-graph are counted in one pass and lessened by what each choice covers, so that the graph, which can have
 * n² edges, is never held. Once all are covered, covering begins anew with what is left.
 *
 * @param embeddings `[n, features]`; distances are of rows of length 1
 * @returns score: samples newly covered
 */
export async function suggestCovering(
  embeddings: Matrix,
  labelled: readonly number[],
  count: number,
  seed: number,
  hooks: WorkHooks = {},
): Promise<{ row: number; score: number }[]> {
  const points = unitRows(embeddings);
  const taken = new Set(labelled);
  const wanted = Math.min(count, points.rows - taken.size);
  if (wanted <= 0) return [];
  const clusters = Math.min(mostClusters, Math.max(2, taken.size + wanted));
  const radius = await pureRadius(points, kMeans(points, clusters, seed).assignment, hooks);
  const cover = new Cover(points, radius, hooks);
  await cover.begin();
  await cover.spend([...taken]);
  const chosen: { row: number; score: number }[] = [];
  while (chosen.length < wanted) {
    if (cover.uncovered === 0) await cover.begin();
    const row = cover.largest(taken);
    chosen.push({ row, score: cover.degrees[row] ?? 0 });
    taken.add(row);
    await cover.spend([row]);
  }
  return chosen;
}

/**
 * The largest δ at which 95 % of the balls hold one pseudo-label only, as the paper chooses it. A ball stays pure up to the nearest
 * sample with another pseudo-label, so that δ is the 5th percentile of those distances.
 * @returns δ²
 */
export async function pureRadius(
  points: Matrix,
  pseudoLabels: Int32Array,
  hooks: WorkHooks,
): Promise<number> {
  const pureUpTo = new Float64Array(points.rows);
  const onRow = (query: number, products: Float32Array): void => {
    const own = pseudoLabels[query];
    let most = -1;
    for (let other = 0; other < products.length; other++) {
      const each = products[other] ?? 0;
      if (each > most && pseudoLabels[other] !== own) most = each;
    }
    pureUpTo[query] = Math.max(0, 2 - 2 * most);
  };
  await dotProducts(points, points, onRow, hooks);
  pureUpTo.sort();
  return pureUpTo[Math.floor((1 - wantedPurity) * points.rows)] ?? 0;
}

class Cover {
  /** How many uncovered samples each ball holds. */
  readonly degrees: Int32Array;
  uncovered: number;
  readonly #points: Matrix;
  readonly #least: number;
  readonly #hooks: WorkHooks;
  readonly #covered: Uint8Array;

  constructor(points: Matrix, squaredRadius: number, hooks: WorkHooks) {
    this.#points = points;
    // Copies of one sample cover each other whatever rounding says.
    this.#least = Math.min(1 - squaredRadius / 2, 1 - 1e-6);
    this.#hooks = hooks;
    this.#covered = new Uint8Array(points.rows);
    this.degrees = new Int32Array(points.rows);
    this.uncovered = points.rows;
  }

  /** Nothing is covered. */
  async begin(): Promise<void> {
    this.#covered.fill(0);
    this.degrees.fill(0);
    this.uncovered = this.#points.rows;
    await this.#count(Array.from(this.#covered.keys()), 1);
  }

  /** Covers what is in the balls of these rows. */
  async spend(rows: number[]): Promise<void> {
    const newly: number[] = [];
    const onRow = (_query: number, products: Float32Array): void => {
      for (let other = 0; other < products.length; other++) {
        if ((products[other] ?? 0) < this.#least || this.#covered[other] === 1) continue;
        this.#covered[other] = 1;
        newly.push(other);
      }
    };
    await dotProducts(this.#points, pickRows(this.#points, rows), onRow);
    this.uncovered -= newly.length;
    if (this.uncovered === 0) this.degrees.fill(0);
    else await this.#count(newly, -1);
  }

  /** The row with the largest ball, the first of equals. */
  largest(without: ReadonlySet<number>): number {
    let best = -1;
    this.degrees.forEach((degree, row) => {
      if (without.has(row)) return;
      if (best < 0 || degree > (this.degrees[best] ?? 0)) best = row;
    });
    return best;
  }

  async #count(covered: number[], change: 1 | -1): Promise<void> {
    const onRow = (_query: number, products: Float32Array): void => {
      for (let ball = 0; ball < products.length; ball++) {
        if ((products[ball] ?? 0) < this.#least) continue;
        this.degrees[ball] = (this.degrees[ball] ?? 0) + change;
      }
    };
    await dotProducts(this.#points, pickRows(this.#points, covered), onRow, this.#hooks);
  }
}
