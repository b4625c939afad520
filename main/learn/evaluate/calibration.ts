import { argMaxRows, type Matrix, rowOf } from '../data/matrix.ts';

/** Guo et al.'s. */
const defaultBins = 15;

/** Predictions that were about as sure. */
interface ReliabilityBin {
  /** Predictions in it; 1 at least. */
  count: number;
  /** Mean probability of the predicted class, 0…1. */
  confidence: number;
  /** Share of them that is right, 0…1. */
  accuracy: number;
}

/** Whether a classifier is as sure as it is right. */
export interface Calibration {
  /** Expected calibration error, 0…1. */
  error: number;
  samples: number;
  /** The least sure first; those without a prediction are left out. */
  bins: ReliabilityBin[];
}

/**
 * Expected calibration error, Σ_bins share · |accuracy − confidence| over equal bins of the largest probability, and the bins: the
 * points of a reliability diagram (Guo, Pleiss, Sun, Weinberger 2017, arXiv 1706.04599, section 2). 0: of what is said with 80 %, 80 %
 * are right. Of few samples it is too high: bins of a handful are off by chance.
 * @param probabilities `[n, classes]`
 */
export function calibrationOf(
  probabilities: Matrix,
  labels: ArrayLike<number>,
  bins: number = defaultBins,
): Calibration {
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  argMaxRows(probabilities).forEach((guess, row) => {
    const confidence = rowOf(probabilities, row)[guess] ?? 0;
    // Bins are open below and closed above.
    const at = Math.max(0, Math.min(bins - 1, Math.ceil(confidence * bins) - 1));
    const bin = sums[at];
    if (bin === undefined) return;
    bin.count += 1;
    bin.confidence += confidence;
    bin.right += Number(guess === labels[row]);
  });
  const samples = probabilities.rows;
  return {
    error: sums.reduce(
      (total, { confidence, right }) => total + Math.abs(right - confidence) / Math.max(1, samples),
      0,
    ),
    samples,
    bins: sums.flatMap(({ count, confidence, right }) =>
      count === 0 ? [] : [{ count, confidence: confidence / count, accuracy: right / count }],
    ),
  };
}
