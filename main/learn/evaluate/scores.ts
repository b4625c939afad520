/** Scores of predicted classes against true ones. */

interface ClassScore {
  /** Share of the samples given this class that are of it; 0 when none was given. */
  precision: number;
  /** Share of the samples of this class that were given it. */
  recall: number;
  /** Harmonic mean of both. */
  f1: number;
  /** Samples of this class. */
  support: number;
}

export interface Scores {
  accuracy: number;
  /** 95 % interval of the accuracy. */
  accuracyInterval: readonly [number, number];
  /** Unweighted mean of F1 over the classes that occur among the true labels. */
  macroF1: number;
  perClass: ClassScore[];
  /** `confusion[true][predicted]`: counts. */
  confusion: number[][];
  samples: number;
}

/**
 * Accuracy, macro-F1 (Opitz and Burst 2019, arXiv 1911.03347: the mean of the classes' F1),
 * per-class scores and confusion matrix.
 *
 * @param predicted,truth classes 0 … classes − 1, of one length
 * @throws {RangeError} when lengths differ or there is no sample
 */
export function scorePredictions(
  predicted: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
): Scores {
  const samples = truth.length;
  if (predicted.length !== samples) throw new RangeError('predictions and labels differ in number');
  if (samples === 0) throw new RangeError('no sample to score');
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  let correct = 0;
  for (let i = 0; i < samples; i++) {
    const row = confusion[truth[i] ?? -1];
    const guess = predicted[i] ?? -1;
    if (row?.[guess] === undefined) throw new RangeError(`sample ${i}: no such class`);
    row[guess] += 1;
    if (guess === truth[i]) correct += 1;
  }
  const perClass = confusion.map((row, label): ClassScore => {
    const hits = row[label] ?? 0;
    const support = row.reduce((sum, count) => sum + count, 0);
    const given = confusion.reduce((sum, other) => sum + (other[label] ?? 0), 0);
    const precision = given === 0 ? 0 : hits / given;
    const recall = support === 0 ? 0 : hits / support;
    const f1 = hits === 0 ? 0 : (2 * hits) / (given + support);
    return { precision, recall, f1, support };
  });
  const present = perClass.filter((score) => score.support > 0);
  return {
    accuracy: correct / samples,
    accuracyInterval: wilsonInterval(correct, samples),
    macroF1: present.reduce((sum, score) => sum + score.f1, 0) / present.length,
    perClass,
    confusion,
    samples,
  };
}

/** Two-sided 95 % of the normal distribution. */
const z95 = 1.959963984540054;

/**
 * 95 % interval of a share (Wilson 1927; Brown, Cai, DasGupta 2001).
 * @returns [low, high], within 0…1
 */
export function wilsonInterval(successes: number, trials: number): [number, number] {
  const share = successes / trials;
  const z2 = z95 * z95;
  const centre = share + z2 / (2 * trials);
  const spread = z95 * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  const scale = 1 + z2 / trials;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}

export interface PairedDifference {
  /** Accuracy of the first minus that of the second. */
  difference: number;
  /** 95 % interval of the difference. */
  interval: readonly [number, number];
}

/**
 * Difference of two classifiers' accuracies on the same samples, with Wald's interval for paired
 * shares (Agresti 2013, Categorical Data Analysis, on matched pairs, with Agresti and Min's 2005
 * continuity of half a count in each discordant cell).
 */
export function pairedDifference(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  truth: ArrayLike<number>,
): PairedDifference {
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let i = 0; i < truth.length; i++) {
    const a = first[i] === truth[i];
    const b = second[i] === truth[i];
    if (a && !b) onlyFirst += 1;
    if (b && !a) onlySecond += 1;
  }
  const n = truth.length;
  const difference = (onlyFirst - onlySecond) / n;
  const b = onlyFirst + 0.5;
  const c = onlySecond + 0.5;
  const total = n + 2;
  const centre = (b - c) / total;
  const spread = (z95 * Math.sqrt(b + c - (b - c) ** 2 / total)) / total;
  return { difference, interval: [Math.max(-1, centre - spread), Math.min(1, centre + spread)] };
}
