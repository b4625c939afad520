import type { WorkHooks } from '../data/give-way.ts';
import { type Matrix, pickRows } from '../data/matrix.ts';
import { mixSeed, permutation } from '../data/seeded.ts';
import { nearest, unitRows } from '../explore/nearest.ts';
import type { FewLabels } from '../propagate/propagated.ts';
import type { ConnectedPool } from './connected-pool.ts';
import { Coverage } from './coverage.ts';
import type { SuggestedRow } from './suggested-row.ts';
import { travelled } from './travelled.ts';
import { TypicalCluster } from './typical-cluster.ts';
import { unlabelledRows } from './unlabelled-rows.ts';

/** How fast a label's cover ends with the angle in the spectral embedding (docs/decisions/0051). */
const sharpness = 32;
/** Rows that the coverage is measured on, at most: drawn at random, it is known to a hundredth. */
const mostWatched = 4000;
/** Neighbours in the spectral embedding of which the most typical one is shown: a share of the rows, and bounds. */
const neighbourShare = 1 / 150;
const fewestNeighbours = 10;
const mostNeighbours = 60;

/**
 * What to label first, so that labels travel well on the graph: each next sample adds the most to the generalized coverage of the spectral embedding
 * by labels and suggestions (MaxHerding, Bae, Noh, Sutherland 2024, arXiv 2407.12212, in another space and with a sharper kernel). Once there are two
 * labels a class, rows count by how doubtful they are, as the labels travel so far (the uncertainty coverage of Bae, Oliveira, Sutherland 2024, arXiv 2412.20644,
 * with places in an order for calibrated uncertainties), and once there are three, the next sample is of a class that does not have more labels than the mean,
 * as long as there are any. Of what is next to it the sample is shown that is typical in the features (TypiClust's measure, arXiv 2202.02794).
 *
 * @param known labels so far, or none; the more often they are brought up to date the better the classes are balanced
 * @returns unlabelled rows, the one to label first first; score: what it adds to the coverage, 0…1
 */
export async function suggestBalanced(
  pool: ConnectedPool,
  known: FewLabels,
  count: number,
  seed: number,
  hooks: WorkHooks = {},
): Promise<SuggestedRow[]> {
  const features = unitRows(pool.features);
  const smooth = unitRows(pool.smooth);
  const taken = new Set(Array.from(known.rows));
  const open = unlabelledRows(features.rows, taken);
  if (count <= 0 || open.length === 0) return [];
  const { isLacking, doubtOf } = await travelled(pool.graph, known, hooks);
  const lacking = open.filter(isLacking);
  const others = lacking.length < count ? open.filter((row) => !isLacking(row)) : [];
  const rows = permutation(smooth.rows, mixSeed(seed, 'watched')).slice(0, mostWatched);
  const coverage = new Coverage(smooth, sharpness, { rows, weights: Array.from(rows, doubtOf) });
  try {
    await coverage.cover([...taken], hooks);
    const chosen: SuggestedRow[] = [];
    for (const candidates of [lacking, others]) {
      const left = new Set(candidates);
      const standIn = async (row: number): Promise<number> => {
        const typical = await typicalNextTo(row, { features, smooth, left });
        left.delete(typical);
        return typical;
      };
      const wanted = count - chosen.length;
      chosen.push(...(await coverage.addGreedily({ candidates, count: wanted, standIn, hooks })));
    }
    return chosen;
  } finally {
    coverage.dispose();
  }
}

interface Spaces {
  /** Both of rows of length 1. */
  features: Matrix;
  smooth: Matrix;
  /** Rows that may be suggested. */
  left: ReadonlySet<number>;
}

/** The most typical row, in the features, of those that may be suggested among the nearest to one of them in the spectral embedding, which is one of these. */
async function typicalNextTo(row: number, { features, smooth, left }: Spaces): Promise<number> {
  const wanted = Math.ceil(smooth.rows * neighbourShare);
  const count = Math.max(fewestNeighbours, Math.min(mostNeighbours, wanted));
  const found = await nearest(smooth, pickRows(smooth, [row]), count);
  // Among many alike it may not be one of its own nearest, and perhaps no other may be suggested.
  const group = new TypicalCluster(0);
  for (const other of new Set([row, ...found.rows])) if (left.has(other)) group.add(other, false);
  return group.mostTypical(features).row;
}
