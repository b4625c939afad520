import { argMaxRows, type Matrix, rowOf } from '../data/matrix.ts';

const defaultBins = 15;

/**
 * Expected calibration error: Σ_bins share · |accuracy − confidence| over equal bins of the largest probability
 * (Guo, Pleiss, Sun, Weinberger 2017, arXiv 1706.04599, section 2). 0: of what is said with 80 %, 80 % are right.
 * @param probabilities `[n, classes]`
 */
export function expectedCalibrationError(
  probabilities: Matrix,
  labels: ArrayLike<number>,
  bins: number = defaultBins,
): number {
  const gaps = new Float64Array(bins);
  argMaxRows(probabilities).forEach((guess, row) => {
    const confidence = rowOf(probabilities, row)[guess] ?? 0;
    // Bins are open below and closed above.
    const bin = Math.max(0, Math.min(bins - 1, Math.ceil(confidence * bins) - 1));
    gaps[bin] = (gaps[bin] ?? 0) + Number(guess === labels[row]) - confidence;
  });
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / Math.max(1, probabilities.rows);
}
