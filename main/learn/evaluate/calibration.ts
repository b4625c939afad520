import { argMaxRows, type Matrix, rowOf } from '../data/matrix.ts';

const coldest = 0.05;
const hottest = 20;
const halvings = 60;
const defaultBins = 15;

/**
 * softmax(logits / T), `[n, classes]` (Guo, Pleiss, Sun, Weinberger 2017, arXiv 1706.04599, section 4.2). The class of a row
 * stays; only how sure it is said to be changes.
 */
export function withTemperature(logits: Matrix, temperature: number): Matrix {
  const values = new Float32Array(logits.values.length);
  for (let row = 0; row < logits.rows; row++) {
    values.set(softmax(rowOf(logits, row), temperature), row * logits.columns);
  }
  return { ...logits, values };
}

/**
 * The temperature with the least negative log-likelihood (same section), within 0.05…20. The likelihood is concave in
 * β = 1 / T, so that the slope Σ_i (z_i,y − E_p[z_i]) has one zero, found by bisection.
 *
 * @param logits `[n, classes]` of samples that the classifier was not trained on; logarithms of probabilities will do
 * @param labels class of each
 */
export function fitTemperature(logits: Matrix, labels: ArrayLike<number>): number {
  if (logits.rows === 0 || labels.length !== logits.rows) {
    throw new RangeError('one labelled sample at least is needed, and a label for each');
  }
  const slope = (temperature: number): number => {
    let sum = 0;
    for (let row = 0; row < logits.rows; row++) {
      const z = rowOf(logits, row);
      sum += z[labels[row] ?? 0] ?? 0;
      softmax(z, temperature).forEach((p, label) => {
        if (p > 0) sum -= p * (z[label] ?? 0);
      });
    }
    return sum;
  };
  let [low, high] = [Math.log(coldest), Math.log(hottest)];
  for (let step = 0; step < halvings; step++) {
    const middle = (low + high) / 2;
    // Rising likelihood in β: colder is better.
    if (slope(Math.exp(middle)) > 0) high = middle;
    else low = middle;
  }
  return Math.exp((low + high) / 2);
}

/**
 * Expected calibration error: Σ_bins share · |accuracy − confidence| over equal bins of the largest probability
 * (same paper, section 2). 0: of what is said with 80 %, 80 % are right.
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

function softmax(logits: Float32Array, temperature: number): Float64Array {
  const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = Float64Array.from(logits, (each) => Math.exp((each - most) / temperature));
  const sum = powers.reduce((total, each) => total + each, 0);
  return powers.map((each) => each / sum);
}
