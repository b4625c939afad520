import { mixSeed, permutation, seededUniform } from '../data/seeded.ts';

const folds = 5;
const repeats = 4;
const growth = 1.5;
const resamplings = 500;
/** With fewer labels or sizes, the slope of the curve is a guess. */
const leastLabels = 20;
const leastSizes = 3;
/** Sizes at the end of a curve that its slope is taken from. */
const lastSizes = 4;
const more = 10;

export interface LearningCurve {
  points: {
    labels: number;
    /** Accuracy, 0…1, or error in units of the labels; mean over draws of the labels. */
    value: number;
    /** 95 %, over the samples. */
    interval: [number, number];
  }[];
  /** What ten more labels would add to the value; null when it cannot be said. */
  tenMore: { gain: number; interval: [number, number] } | null;
}

/** Labels beyond these say little more about the curve and cost much time. */
const maxLabels = 2000;

/** Of many labels those that a curve is made from. */
export const curveLabels = (count: number, seed: number): Int32Array =>
  permutation(count, mixSeed(seed, 'curve')).slice(0, maxLabels);

/** Labels of which ever more are given to a probe that is tested on others. */
interface NestedLabels {
  /** Labels that the curve is made from (`curveLabels`). */
  count: number;
  /** Labels there are. */
  inAll: number;
  /** Labels that the smallest probe has. */
  smallest: number;
  /** The fold of each label, 0…`folds` − 1, and below 0 of one that is never tested, alike in all deals; null where there are too few for folds. */
  foldsOf(folds: number, seed: number): Int32Array | null;
  /** Labels that a fold leaves, so that every beginning of them is a fair small set. */
  inOrder(left: number[], seed: number): number[];
  /** What each of `tested` counts (1 for a right answer, a squared error) when a probe has learnt `known`. */
  measure(known: number[], tested: number[]): ArrayLike<number>;
  /** The value of a point, of what labels count in the mean. */
  toValue(mean: number): number;
  /** Of a value; a percentile bootstrap over the samples where there is no formula. */
  intervalOf?(value: number, tested: number): [number, number];
}

/** What labels counted, at each number of labels. */
interface NestedMeasures {
  sizes: number[];
  /** Of each size, what each label that is tested counts in the mean of four deals of the folds. */
  counted: Float64Array[];
}

/**
 * A value over the number of labels (`measureNested`). What ten more labels would add follows the curve's last sizes as a line over the
 * logarithm of the number of labels, with a percentile bootstrap over the samples (Efron and Tibshirani 1993, section 13.3).
 *
 * @returns no points where there are too few labels
 */
export async function learningCurve(
  labels: NestedLabels,
  seed: number,
  onProgress: (share: number) => Promise<void>,
): Promise<LearningCurve> {
  const measures = await measureNested(labels, seed, onProgress);
  if (measures === null) return { points: [], tenMore: null };
  const valuesOf = (means: readonly number[]): number[] => means.map(labels.toValue);
  const values = valuesOf(measures.counted.map((each) => meanOf(each)));
  const drawn = resampledMeans(measures.counted, seed).map(valuesOf);
  const { intervalOf } = labels;
  const points = measures.sizes.map((size, at) => {
    const value = values[at] ?? Number.NaN;
    const tested = measures.counted[at]?.length ?? 0;
    const interval =
      intervalOf?.(value, tested) ?? middle(drawn.map((each) => each[at] ?? Number.NaN));
    return { labels: size, value, interval };
  });
  return { points, tenMore: gainOfMore(measures.sizes, labels.inAll, values, drawn) };
}

/** @param drawn the values again, of samples drawn anew */
function gainOfMore(
  sizes: readonly number[],
  inAll: number,
  values: readonly number[],
  drawn: readonly (readonly number[])[],
): LearningCurve['tenMore'] {
  if (inAll < leastLabels || sizes.length < leastSizes) return null;
  const from = Math.max(0, sizes.length - lastSizes);
  const logs = sizes.slice(from).map(Math.log);
  const step = Math.log((inAll + more) / inAll);
  const gainOf = (of: readonly number[]): number => slopeOf(logs, of.slice(from)) * step;
  return { gain: gainOf(values), interval: middle(drawn.map(gainOf)) };
}

/**
 * Measures probes of nested subsets of the training part of each of five folds on the fold that was left out, four times.
 * @returns null where there are too few labels
 */
async function measureNested(
  { count, smallest, foldsOf, inOrder, measure }: NestedLabels,
  seed: number,
  onProgress: (share: number) => Promise<void>,
): Promise<NestedMeasures | null> {
  const sizes = sizesFor(count, smallest);
  if (sizes.length === 0) return null;
  const counted = sizes.map(() => new Float64Array(count));
  const every = Array.from({ length: count }, (_, at) => at);
  let inFolds: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const fold = foldsOf(folds, mixSeed(seed, 'repeat', repeat));
    if (fold === null) return null;
    inFolds = every.filter((at) => (fold[at] ?? 0) >= 0);
    for (let held = 0; held < folds; held++) {
      const tested = every.filter((at) => fold[at] === held);
      if (tested.length === 0) continue;
      const left = every.filter((at) => fold[at] !== held);
      const order = inOrder(left, mixSeed(seed, repeat, held));
      for (const [at, size] of sizes.entries()) {
        const measured = measure(order.slice(0, size), tested);
        const ofSize = counted[at] ?? new Float64Array();
        for (const [i, row] of tested.entries()) {
          ofSize[row] = (ofSize[row] ?? 0) + (measured[i] ?? 0) / repeats;
        }
      }
      await onProgress((repeat * folds + held + 1) / (repeats * folds));
    }
  }
  const ofTested = counted.map((each) => Float64Array.from(inFolds, (at) => each[at] ?? 0));
  return { sizes, counted: ofTested };
}

/** From the smallest to what the smallest training part holds. */
function sizesFor(count: number, smallest: number): number[] {
  const largest = Math.floor((count * (folds - 1)) / folds);
  const sizes: number[] = [];
  for (let size = smallest; size < largest; size = Math.ceil(size * growth)) sizes.push(size);
  if (largest >= smallest) sizes.push(largest);
  return sizes;
}

/** Of samples drawn anew with replacement, the mean at each size. */
function resampledMeans(counted: readonly Float64Array[], seed: number): number[][] {
  const count = counted[0]?.length ?? 0;
  const uniform = seededUniform(mixSeed(seed, 'bootstrap'));
  return Array.from({ length: resamplings }, () => {
    const rows = Int32Array.from({ length: count }, () => Math.floor(uniform() * count));
    return counted.map((each) => meanOf(each, rows));
  });
}

function meanOf(values: Float64Array, rows?: Int32Array): number {
  const count = rows?.length ?? values.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[rows === undefined ? i : (rows[i] ?? 0)] ?? 0;
  return sum / count;
}

/** What 95 % lie between. */
function middle(found: readonly number[]): [number, number] {
  const sorted = Float64Array.from(found).sort();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return [at(0.025), at(0.975)];
}

/** Least squares. */
function slopeOf(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let [over, under] = [0, 0];
  x.forEach((value, i) => {
    over += (value - mx) * ((y[i] ?? 0) - my);
    under += (value - mx) ** 2;
  });
  return under === 0 ? 0 : over / under;
}
