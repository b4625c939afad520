import { mixSeed, seededUniform } from '../data/seeded.ts';

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

/** Labels of which ever more are given to a probe that is tested on others. */
interface NestedLabels {
  count: number;
  /** Labels that the smallest probe has. */
  smallest: number;
  /** The fold of each label, 0…`folds` − 1; null where there are too few for folds. */
  foldsOf(folds: number, seed: number): Int32Array | null;
  /** Labels that a fold leaves, so that every beginning of them is a fair small set. */
  inOrder(left: number[], seed: number): number[];
  /** What each of `tested` counts (1 for a right answer, a squared error) when a probe has learnt `known`. */
  measure(known: number[], tested: number[]): ArrayLike<number>;
}

/** What labels counted, at each number of labels. */
interface NestedMeasures {
  sizes: number[];
  /** Of each size, what each label counts in the mean of four deals of the folds. */
  counted: Float64Array[];
}

/**
 * Measures probes of nested subsets of the training part of each of five folds on the fold that was left out, four times.
 * @returns null where there are too few labels
 */
export async function measureNested(
  { count, smallest, foldsOf, inOrder, measure }: NestedLabels,
  seed: number,
  onProgress: (share: number) => Promise<void>,
): Promise<NestedMeasures | null> {
  const sizes = sizesFor(count, smallest);
  if (sizes.length === 0) return null;
  const counted = sizes.map(() => new Float64Array(count));
  const every = Array.from({ length: count }, (_, at) => at);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const fold = foldsOf(folds, mixSeed(seed, 'repeat', repeat));
    if (fold === null) return null;
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
  return { sizes, counted };
}

/** From the smallest to what the smallest training part holds. */
function sizesFor(count: number, smallest: number): number[] {
  const largest = Math.floor((count * (folds - 1)) / folds);
  const sizes: number[] = [];
  for (let size = smallest; size < largest; size = Math.ceil(size * growth)) sizes.push(size);
  if (largest >= smallest) sizes.push(largest);
  return sizes;
}

/** What more labels would add to what a curve shows. */
export interface GainOfMore {
  gain: number;
  /** 95 % */
  interval: [number, number];
}

/**
 * What ten more labels would add to `toValue` the mean that samples count: a curve's last sizes as a line over the logarithm of the number of
 * labels, with a percentile bootstrap over the samples (Efron and Tibshirani 1993, section 13.3).
 *
 * @param labels there are, of which the curve may have used some
 * @returns null where it cannot be said
 */
export function gainOfMore(
  { sizes, counted }: NestedMeasures,
  labels: number,
  toValue: (mean: number) => number,
  seed: number,
): GainOfMore | null {
  if (labels < leastLabels || sizes.length < leastSizes) return null;
  const from = Math.max(0, sizes.length - lastSizes);
  const logs = sizes.slice(from).map(Math.log);
  const step = Math.log((labels + more) / labels);
  const gainOf = (means: readonly number[]): number =>
    slopeOf(logs, means.slice(from).map(toValue)) * step;
  const gains = Float64Array.from(resampledMeans(counted, seed), gainOf).sort();
  return { gain: gainOf(counted.map((each) => meanOf(each))), interval: middle(gains) };
}

/** The 95 % interval of `toValue` the mean at each size, of the same bootstrap. */
export function intervalsOf(
  { sizes, counted }: NestedMeasures,
  toValue: (mean: number) => number,
  seed: number,
): [number, number][] {
  const drawn = resampledMeans(counted, seed);
  return sizes.map((_, at) =>
    middle(Float64Array.from(drawn, (means) => toValue(means[at] ?? Number.NaN)).sort()),
  );
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

export function meanOf(values: Float64Array, rows?: Int32Array): number {
  const count = rows?.length ?? values.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[rows === undefined ? i : (rows[i] ?? 0)] ?? 0;
  return sum / count;
}

/** Ends of the middle 95 % of sorted values. */
function middle(sorted: Float64Array): [number, number] {
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
