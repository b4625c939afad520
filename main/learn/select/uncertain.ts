import type { WorkHooks } from '../data/give-way.ts';
import { type Matrix, pickRows, rowOf } from '../data/matrix.ts';
import { unitRows } from '../explore/nearest.ts';
import { kMeansInSteps } from './k-means.ts';

/**
 * How unsure classifiers are of each row, 0 (sure) … 1.
 * @param probabilities `[n, classes]` of each classifier
 */
type Uncertainty = (probabilities: readonly Matrix[]) => Float32Array;

export type UncertaintyName = 'margin' | 'entropy' | 'vote-entropy' | 'jensen-shannon';

/** Settles 2009, Active Learning Literature Survey, sections 3.1 (margin, entropy) and 3.2 (the other two). */
export const uncertainties: Record<UncertaintyName, Uncertainty> = {
  /** 1 − (largest − second largest) of the mean probabilities. */
  margin: (all) =>
    eachRow(all, (rows) => {
      const [first = 0, second = 0] = meanOf(rows).sort().reverse();
      return 1 - (first - second);
    }),
  /** H(mean probabilities) / log classes. */
  entropy: (all) => eachRow(all, (rows) => entropy(meanOf(rows))),
  /** Entropy of the classes that the classifiers vote for (Dagan and Engelson 1995). */
  'vote-entropy': (all) => eachRow(all, (rows) => entropy(meanOf(rows.map(voteOf)))),
  /** Jensen–Shannon divergence, H(mean) − mean H: unsure because they differ (McCallum and Nigam 1998). */
  'jensen-shannon': (all) =>
    eachRow(all, (rows) => {
      const own = rows.reduce((sum, row) => sum + entropy(row), 0) / rows.length;
      return Math.max(0, entropy(meanOf(rows)) - own);
    }),
};

/** Uncertain rows per suggestion that diversity chooses from (the paper's β). */
const poolFactor = 10;

/**
 * What to label next: unsure samples of different kinds. Of the most uncertain, ten times as many as wanted, k-means makes as
 * many clusters as are wanted, and each gives its most uncertain one: not twenty copies of one doubt (Zhdanov 2019, Diverse
 * mini-batch active learning, arXiv 1901.05954; the most uncertain of a cluster in place of its middle).
 *
 * @param embeddings `[n, features]`
 * @param uncertainty of each row
 * @returns unlabelled rows, the most uncertain first
 */
export async function suggestUncertain(
  embeddings: Matrix,
  uncertainty: Float32Array,
  labelled: readonly number[],
  count: number,
  seed: number,
  hooks: WorkHooks = {},
): Promise<{ row: number; score: number }[]> {
  const taken = new Set(labelled);
  const score = (row: number): number => uncertainty[row] ?? 0;
  const ranked = Array.from(uncertainty.keys())
    .filter((row) => !taken.has(row))
    .sort((a, b) => score(b) - score(a) || a - b);
  const wanted = Math.min(count, ranked.length);
  if (wanted <= 0) return [];
  const pool = ranked.slice(0, poolFactor * wanted);
  const { assignment } = await kMeansInSteps(
    unitRows(pickRows(embeddings, pool)),
    wanted,
    seed,
    hooks,
  );
  const seen = new Set<number>();
  const firsts: number[] = [];
  const others: number[] = [];
  pool.forEach((row, i) => {
    const cluster = assignment[i] ?? 0;
    (seen.has(cluster) ? others : firsts).push(row);
    seen.add(cluster);
  });
  return [...firsts, ...others].slice(0, wanted).map((row) => ({ row, score: score(row) }));
}

function eachRow(all: readonly Matrix[], measure: (rows: Float32Array[]) => number): Float32Array {
  const [first] = all;
  if (first === undefined) throw new RangeError('probabilities of one classifier at least');
  return Float32Array.from({ length: first.rows }, (_, row) =>
    measure(all.map((each) => rowOf(each, row))),
  );
}

function meanOf(rows: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(rows[0]?.length ?? 0);
  for (const row of rows) {
    row.forEach((each, i) => {
      mean[i] = (mean[i] ?? 0) + each / rows.length;
    });
  }
  return mean;
}

/** 1 for the class of the largest probability, the first of equals. */
function voteOf(row: Float32Array): Float32Array {
  const favourite = row.indexOf(Math.max(...row));
  return row.map((_, label) => Number(label === favourite));
}

/** −Σ p log p, over that of equal shares. */
function entropy(shares: Float32Array): number {
  const sum = shares.reduce((total, p) => (p > 0 ? total - p * Math.log(p) : total), 0);
  return shares.length < 2 ? 0 : sum / Math.log(shares.length);
}
