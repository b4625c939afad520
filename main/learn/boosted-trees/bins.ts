import type { Matrix } from '../data/matrix.ts';

/** Features as small whole numbers, so that a split is found by counting. */
export interface Bins {
  /** Of each feature, rising: a value falls into the first bin whose threshold is not below it, or the last one. */
  thresholds: Float32Array[];
  /** Of each feature, the bin of each row: `[rows]`. */
  binned: Uint8Array[];
  /** Where the bins of each feature begin in a histogram of all; one more at the end. */
  offsets: Int32Array;
}

/** Fits a byte. scikit-learn's and LightGBM's default. */
const mostBins = 255;

/**
 * As scikit-learn's histogram gradient boosting makes them: between each two values that occur, or between quantiles
 * when there are more than `mostBins` values.
 *
 * @param features `[rows, features]`, finite
 */
export function binFeatures(features: Matrix): Bins {
  const { rows, columns, values } = features;
  const thresholds: Float32Array[] = [];
  const binned: Uint8Array[] = [];
  const offsets = new Int32Array(columns + 1);
  const column = new Float32Array(rows);
  for (let feature = 0; feature < columns; feature++) {
    for (let row = 0; row < rows; row++) column[row] = values[row * columns + feature] ?? 0;
    const edges = binEdges(column.slice().sort());
    thresholds.push(edges);
    binned.push(Uint8Array.from(column, (value) => binOf(edges, value)));
    offsets[feature + 1] = (offsets[feature] ?? 0) + edges.length + 1;
  }
  return { thresholds, binned, offsets };
}

function binEdges(sorted: Float32Array): Float32Array {
  const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1]);
  if (distinct.length <= mostBins) {
    return Float32Array.from({ length: Math.max(0, distinct.length - 1) }, (_, at) =>
      between(distinct[at] ?? 0, distinct[at + 1] ?? 0),
    );
  }
  const edges: number[] = [];
  for (let bin = 1; bin < mostBins; bin++) {
    const place = ((sorted.length - 1) * bin) / mostBins;
    const edge = between(sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0);
    if (edge !== edges.at(-1)) edges.push(edge);
  }
  return Float32Array.from(edges);
}

/** The middle, or the lower value where the middle is rounded to the upper one: that one must stay above. */
function between(low: number, high: number): number {
  const middle = Math.fround(low / 2 + high / 2);
  return middle < high ? middle : low;
}

function binOf(thresholds: Float32Array, value: number): number {
  let low = 0;
  let high = thresholds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (thresholds[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
