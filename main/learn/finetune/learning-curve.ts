import { argMaxRows, type Matrix, pickRows } from '../data/matrix.ts';
import { mixSeed, permutation, seededUniform } from '../data/seeded.ts';
import { wilsonInterval } from '../evaluate/scores.ts';
import { fitLogistic, linearProbabilities, stratifiedFolds } from './logistic-regression.ts';

const folds = 5;
const repeats = 4;
const growth = 1.5;
/** Labels beyond these say little more about the curve and cost much time. */
const maxLabels = 2000;
const penalty = 1;
const resamplings = 500;
/** With fewer labels or sizes, the slope of the curve is a guess. */
const leastLabels = 20;
const leastSizes = 3;
const more = 10;

interface CurvePoint {
  labels: number;
  /** Mean over draws of the labels, 0…1. */
  accuracy: number;
  /** 95 % interval of a share, over the samples. */
  interval: [number, number];
}

export interface LearningCurve {
  points: CurvePoint[];
  /** What ten more labels would add; null when it cannot be said. */
  tenMore: { gain: number; interval: [number, number] } | null;
}

/**
 * Accuracy of a linear probe over the number of labels: nested subsets of the training part of each fold,
 * classes in turn, tested on the fold that was left out; four deals of the folds.
 * The gain of ten more follows the curve's last sizes as a line over the logarithm of the number of labels,
 * with a percentile bootstrap over the samples (Efron and Tibshirani 1993, section 13.3).
 *
 * @param features `[labels, features]`, standardized
 * @returns no points when a class has fewer than two labels
 */
export async function learningCurve(
  features: Matrix,
  labels: Int32Array,
  classes: number,
  seed: number,
  onProgress: (share: number) => Promise<void>,
): Promise<LearningCurve> {
  const used = permutation(labels.length, mixSeed(seed, 'curve')).slice(0, maxLabels);
  const x = pickRows(features, used);
  const y = Int32Array.from(used, (row) => labels[row] ?? 0);
  const sizes = sizesFor(y.length, classes);
  /** How often each sample was right at each size, over the repeats. */
  const right = sizes.map(() => new Float64Array(y.length));
  for (let repeat = 0; repeat < repeats; repeat++) {
    const fold = stratifiedFolds(y, classes, folds, mixSeed(seed, 'repeat', repeat));
    if (fold === null || sizes.length === 0) return { points: [], tenMore: null };
    for (let held = 0; held < folds; held++) {
      const order = classesInTurn(y, fold, held, classes, mixSeed(seed, repeat, held));
      const tested = Array.from(y.keys()).filter((row) => fold[row] === held);
      if (tested.length === 0) continue;
      const test = pickRows(x, tested);
      for (const [at, size] of sizes.entries()) {
        const rows = order.slice(0, size);
        const known = Int32Array.from(rows, (row) => y[row] ?? 0);
        const fit = fitLogistic(pickRows(x, rows), known, classes, penalty);
        argMaxRows(linearProbabilities(fit, test)).forEach((guess, i) => {
          const row = tested[i] ?? 0;
          const counts = right[at];
          if (guess === y[row] && counts !== undefined) counts[row] = (counts[row] ?? 0) + 1;
        });
      }
      await onProgress((repeat * folds + held + 1) / (repeats * folds));
    }
  }
  const points = sizes.map((size, at): CurvePoint => {
    const correct =
      (right[at] ?? new Float64Array()).reduce((sum, each) => sum + each, 0) / repeats;
    return {
      labels: size,
      accuracy: correct / y.length,
      interval: wilsonInterval(correct, y.length),
    };
  });
  return { points, tenMore: gainOfMore(sizes, right, labels.length, seed) };
}

/** From one a class to what the smallest training part holds. */
function sizesFor(count: number, classes: number): number[] {
  const largest = Math.floor((count * (folds - 1)) / folds);
  const sizes: number[] = [];
  for (let size = classes; size < largest; size = Math.ceil(size * growth)) sizes.push(size);
  if (largest >= classes) sizes.push(largest);
  return sizes;
}

/** Rows outside a fold, shuffled, one of each class in turn: every beginning of it holds all classes evenly. */
function classesInTurn(
  labels: Int32Array,
  fold: Int32Array,
  held: number,
  classes: number,
  seed: number,
): number[] {
  const queues = Array.from({ length: classes }, (): number[] => []);
  for (const row of permutation(labels.length, seed)) {
    if (fold[row] !== held) queues[labels[row] ?? 0]?.push(row);
  }
  const order: number[] = [];
  for (let turn = 0; queues.some((queue) => queue.length > turn); turn++) {
    for (const queue of queues) {
      const row = queue[turn];
      if (row !== undefined) order.push(row);
    }
  }
  return order;
}

function gainOfMore(
  sizes: readonly number[],
  right: readonly Float64Array[],
  labels: number,
  seed: number,
): LearningCurve['tenMore'] {
  const count = right[0]?.length ?? 0;
  if (labels < leastLabels || sizes.length < leastSizes) return null;
  const from = Math.max(0, sizes.length - 4);
  const logs = sizes.slice(from).map(Math.log);
  const step = Math.log((labels + more) / labels);
  const gainOf = (rows: ArrayLike<number>): number => {
    const accuracies = right.slice(from).map((counts) => {
      let sum = 0;
      for (let i = 0; i < rows.length; i++) sum += counts[rows[i] ?? 0] ?? 0;
      return sum / repeats / rows.length;
    });
    return slopeOf(logs, accuracies) * step;
  };
  const uniform = seededUniform(mixSeed(seed, 'bootstrap'));
  const gains = Float64Array.from({ length: resamplings }, () =>
    gainOf(Int32Array.from({ length: count }, () => Math.floor(uniform() * count))),
  ).sort();
  const at = (share: number): number => gains[Math.floor(share * (resamplings - 1))] ?? 0;
  const all = Int32Array.from({ length: count }, (_, row) => row);
  return { gain: gainOf(all), interval: [at(0.025), at(0.975)] };
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
