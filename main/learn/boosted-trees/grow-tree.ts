import type { Bins } from './bins.ts';
import type { Tree } from './tree.ts';

export interface TreeSettings {
  mostLeaves: number;
  /** Rows of a leaf, at the least. */
  leastRows: number;
  /** Penalty on the squared value of a leaf. */
  penalty: number;
}

interface Split {
  gain: number;
  feature: number;
  bin: number;
}

interface OpenLeaf {
  node: number;
  rows: Int32Array;
  histogram: Histogram;
  split: Split;
}

/** Sums over the rows of a node, for each bin of each feature. */
interface Histogram {
  gradients: Float64Array;
  hessians: Float64Array;
  counts: Int32Array;
}

/** Less curvature than this is none. As in scikit-learn. */
const leastHessian = 1e-3;

/**
 * One tree of gradient boosting (Friedman 2001), grown leaf by leaf, the one with the greatest gain first, on
 * histograms of which the larger child's is the parent's less the smaller's (Ke et al. 2017, LightGBM).
 *
 * @param gradients of the loss by each row's score, `[rows]`; `hessians` likewise
 * @param columns features that may be split on
 * @returns its leaves have the whole step of Newton, −gradient / hessian
 */
export function growTree(
  bins: Bins,
  gradients: Float64Array,
  hessians: Float64Array,
  columns: Int32Array,
  settings: TreeSettings,
): Tree {
  const tree: Tree = { features: [], thresholds: [], left: [], right: [], values: [] };
  const rows = Int32Array.from(gradients, (_, row) => row);
  const open: OpenLeaf[] = [];
  const addLeaf = (leafRows: Int32Array, histogram: Histogram): number => {
    const node = tree.features.length;
    const sums = sumOf(leafRows, gradients, hessians);
    tree.features.push(-1);
    tree.thresholds.push(0);
    tree.left.push(-1);
    tree.right.push(-1);
    tree.values.push(-sums.gradient / (sums.hessian + settings.penalty || 1));
    const split = bestSplit(bins, columns, histogram, leafRows.length, sums, settings);
    if (split !== null) open.push({ node, rows: leafRows, histogram, split });
    return node;
  };
  addLeaf(rows, histogramOf(bins, columns, rows, gradients, hessians));
  for (let leaves = 1; leaves < settings.mostLeaves; leaves++) {
    const leaf = takeBest(open);
    if (leaf === null) break;
    const { node, split, histogram } = leaf;
    const [left, right] = partition(bins, leaf.rows, split);
    const isLeftSmaller = left.length <= right.length;
    const smaller = histogramOf(bins, columns, isLeftSmaller ? left : right, gradients, hessians);
    const larger = subtract(histogram, smaller); // takes the parent's memory
    tree.features[node] = split.feature;
    tree.thresholds[node] = bins.thresholds[split.feature]?.[split.bin] ?? 0;
    tree.left[node] = addLeaf(left, isLeftSmaller ? smaller : larger);
    tree.right[node] = addLeaf(right, isLeftSmaller ? larger : smaller);
  }
  return tree;
}

function takeBest(open: OpenLeaf[]): OpenLeaf | null {
  let best = 0;
  for (let at = 1; at < open.length; at++) {
    if ((open[at]?.split.gain ?? 0) > (open[best]?.split.gain ?? 0)) best = at;
  }
  return open.splice(best, 1)[0] ?? null;
}

interface Sums {
  gradient: number;
  hessian: number;
}

function sumOf(rows: Int32Array, gradients: Float64Array, hessians: Float64Array): Sums {
  let gradient = 0;
  let hessian = 0;
  for (const row of rows) {
    gradient += gradients[row] ?? 0;
    hessian += hessians[row] ?? 0;
  }
  return { gradient, hessian };
}

function histogramOf(
  { binned, offsets }: Bins,
  columns: Int32Array,
  rows: Int32Array,
  gradients: Float64Array,
  hessians: Float64Array,
): Histogram {
  const size = offsets.at(-1) ?? 0;
  const histogram = {
    gradients: new Float64Array(size),
    hessians: new Float64Array(size),
    counts: new Int32Array(size),
  };
  for (const feature of columns) {
    const bins = binned[feature] ?? new Uint8Array(0);
    const offset = offsets[feature] ?? 0;
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at] as number;
      const bin = offset + (bins[row] as number);
      (histogram.gradients[bin] as number) += gradients[row] as number;
      (histogram.hessians[bin] as number) += hessians[row] as number;
      (histogram.counts[bin] as number) += 1;
    }
  }
  return histogram;
}

/** `whole` less `part`, in place. */
function subtract(whole: Histogram, part: Histogram): Histogram {
  for (let bin = 0; bin < whole.counts.length; bin++) {
    (whole.gradients[bin] as number) -= part.gradients[bin] as number;
    (whole.hessians[bin] as number) -= part.hessians[bin] as number;
    (whole.counts[bin] as number) -= part.counts[bin] as number;
  }
  return whole;
}

/** `null`: no split makes anything better. */
function bestSplit(
  { offsets }: Bins,
  columns: Int32Array,
  { gradients, hessians, counts }: Histogram,
  rows: number,
  sums: Sums,
  { leastRows, penalty }: TreeSettings,
): Split | null {
  if (rows < 2 * leastRows) return null;
  const worth = (gradient: number, hessian: number): number =>
    (gradient * gradient) / (hessian + penalty);
  const before = worth(sums.gradient, sums.hessian);
  let best: Split | null = null;
  for (const feature of columns) {
    const first = offsets[feature] ?? 0;
    const last = (offsets[feature + 1] ?? 0) - 1;
    let gradient = 0;
    let hessian = 0;
    let count = 0;
    for (let bin = first; bin < last; bin++) {
      gradient += gradients[bin] as number;
      hessian += hessians[bin] as number;
      count += counts[bin] as number;
      if (count < leastRows || hessian < leastHessian) continue;
      const otherHessian = sums.hessian - hessian;
      if (rows - count < leastRows || otherHessian < leastHessian) break;
      const gain =
        worth(gradient, hessian) + worth(sums.gradient - gradient, otherHessian) - before;
      if (gain > (best?.gain ?? 1e-12)) best = { gain, feature, bin: bin - first };
    }
  }
  return best;
}

function partition(
  { binned }: Bins,
  rows: Int32Array,
  { feature, bin }: Split,
): [left: Int32Array, right: Int32Array] {
  const bins = binned[feature] ?? new Uint8Array(0);
  const isLeft = (row: number): boolean => (bins[row] ?? 0) <= bin;
  return [rows.filter(isLeft), rows.filter((row) => !isLeft(row))];
}
