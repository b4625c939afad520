import { type Matrix, rowOf } from '../data/matrix.ts';
import { mixSeed, permutation } from '../data/seeded.ts';
import { binFeatures } from './bins.ts';
import type { BoostedTrees } from './boosted-trees.ts';
import { growTree, type TreeSettings } from './grow-tree.ts';
import { leafOf, type Tree } from './tree.ts';

export interface BoostingSettings extends TreeSettings {
  /** Trees of each score. */
  rounds: number;
  /** What each tree adds is multiplied with this. */
  rate: number;
  /** Share of the features that each tree may use, drawn by the seed (as in random forests). */
  columnShare: number;
  seed: number;
  /** Called after each round; wait in it to pause, throw in it to stop. */
  onRound?: (done: number, of: number) => Promise<void> | void;
}

/** Those of scikit-learn's HistGradientBoostingClassifier 1.9. */
export const plainBoosting: BoostingSettings = {
  rounds: 100,
  rate: 0.1,
  mostLeaves: 31,
  leastRows: 20,
  penalty: 0,
  columnShare: 1,
  seed: 0,
};

/**
 * Settings by the number of labelled rows: leaves of 20 rows, the usual default, cannot split a handful of labels at
 * all, so leaves may be small while rows are few; and each tree sees a part of the features, which makes up for it:
 * for classes the square root of their number, as in random forests (Breiman 2001). Figures: docs/decisions/0032.
 *
 * @param classes 0: a regression
 */
export function boostingFor(
  rows: number,
  features: number,
  classes: number,
  seed: number,
): BoostingSettings {
  const scores = classes > 2 ? classes : 1;
  const leastRows = Math.min(20, Math.max(1, Math.round(rows / (50 * scores))));
  const columnShare = classes === 0 ? 0.6 : 1 / Math.sqrt(features);
  return { ...plainBoosting, leastRows, penalty: 1, columnShare, seed };
}

/**
 * A classifier: minimizes cross-entropy by gradient boosting on histograms (Friedman 2001; Ke et al. 2017). The same
 * seed gives the same trees.
 *
 * @param features `[rows, features]`, finite
 * @param labels class of each row, 0 … classes − 1
 */
export async function trainClassifier(
  features: Matrix,
  labels: Int32Array,
  classes: number,
  settings: BoostingSettings,
): Promise<BoostedTrees> {
  checkRows(features, labels.length);
  if (classes < 2) throw new Error('boosting needs two classes at the least');
  const scores = classes === 2 ? 1 : classes;
  const counts = new Float64Array(classes);
  for (const label of labels) (counts[label] as number) += 1;
  const share = (of: number): number => Math.max(counts[of] ?? 0, 1e-3) / labels.length;
  const baseline =
    scores === 1
      ? Float32Array.of(Math.log(share(1) / share(0)))
      : Float32Array.from(counts, (_, of) => Math.log(share(of)));
  // Of class k (or the second of two): the gradient of cross-entropy is p − y, its curvature p (1 − p).
  return await boost(features, baseline, classes, settings, (sums, gradients, hessians) => {
    for (let row = 0; row < labels.length; row++) {
      const label = labels[row] ?? 0;
      if (scores === 1) {
        const p = 1 / (1 + Math.exp(-(sums[0]?.[row] ?? 0)));
        set(gradients, hessians, 0, row, p - label, p * (1 - p));
        continue;
      }
      let most = -Infinity;
      for (const sum of sums) most = Math.max(most, sum[row] as number);
      let all = 0;
      for (const sum of sums) all += Math.exp((sum[row] as number) - most);
      for (const [of, sum] of sums.entries()) {
        const p = Math.exp((sum[row] as number) - most) / all;
        set(gradients, hessians, of, row, p - Number(of === label), p * (1 - p));
      }
    }
  });
}

/**
 * A regression: minimizes the squared error.
 *
 * @param features `[rows, features]`, finite
 * @param targets `[rows]`
 */
export async function trainRegression(
  features: Matrix,
  targets: Float32Array,
  settings: BoostingSettings,
): Promise<BoostedTrees> {
  checkRows(features, targets.length);
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  return await boost(features, Float32Array.of(mean), 0, settings, (sums, gradients, hessians) => {
    for (let row = 0; row < targets.length; row++) {
      set(gradients, hessians, 0, row, (sums[0]?.[row] ?? 0) - (targets[row] ?? 0), 1);
    }
  });
}

function checkRows({ rows, columns, values }: Matrix, labels: number): void {
  if (rows === 0 || rows !== labels || columns === 0) {
    throw new Error(`boosting needs labels for its rows: ${rows} rows, ${labels} labels`);
  }
  if (!values.every(Number.isFinite)) throw new Error('boosting needs finite features');
}

function set(
  gradients: readonly Float64Array[],
  hessians: readonly Float64Array[],
  score: number,
  row: number,
  gradient: number,
  hessian: number,
): void {
  const g = gradients[score];
  const h = hessians[score];
  if (g !== undefined) g[row] = gradient;
  if (h !== undefined) h[row] = hessian;
}

type Derive = (
  sums: readonly Float64Array[],
  gradients: readonly Float64Array[],
  hessians: readonly Float64Array[],
) => void;

async function boost(
  features: Matrix,
  baseline: Float32Array,
  classes: number,
  settings: BoostingSettings,
  derive: Derive,
): Promise<BoostedTrees> {
  const bins = binFeatures(features);
  const rows = Array.from({ length: features.rows }, (_, row) => rowOf(features, row));
  const vectors = (): Float64Array[] => Array.from(baseline, () => new Float64Array(features.rows));
  const [sums, gradients, hessians] = [vectors(), vectors(), vectors()];
  for (const [score, sum] of sums.entries()) sum.fill(baseline[score] ?? 0);
  const trees: Tree[] = [];
  for (let round = 0; round < settings.rounds; round++) {
    derive(sums, gradients, hessians);
    for (const [score, sum] of sums.entries()) {
      const columns = drawColumns(features.columns, trees.length, settings);
      const [gradient, hessian] = [gradients[score], hessians[score]];
      if (gradient === undefined || hessian === undefined) continue;
      const tree = slowed(growTree(bins, gradient, hessian, columns, settings), settings.rate);
      trees.push(tree);
      for (const [row, cells] of rows.entries()) {
        (sum[row] as number) += tree.values[leafOf(tree, cells)] ?? 0;
      }
    }
    await settings.onRound?.(round + 1, settings.rounds);
  }
  return { trees, baseline, classes, features: features.columns };
}

/** With a part of each step only: shrinkage. */
function slowed(tree: Tree, rate: number): Tree {
  return { ...tree, values: tree.values.map((value) => value * rate) };
}

function drawColumns(
  count: number,
  tree: number,
  { columnShare, seed }: BoostingSettings,
): Int32Array {
  if (columnShare >= 1) return Int32Array.from({ length: count }, (_, column) => column);
  const drawn = permutation(count, mixSeed(seed, 'columns', tree));
  return drawn.slice(0, Math.max(1, Math.ceil(columnShare * count))).sort();
}
