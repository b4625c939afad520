import { type Matrix, pickRows } from '../data/matrix.ts';
import { logLikelihoods } from '../evaluate/log-likelihood.ts';
import { lbfgs } from '../optimizers/lbfgs.ts';
import { softmaxRows } from './propagated.ts';

/** How much a class's offset counts against the labels that speak for it. */
const offsetPenalty = 1;
/** How much the labels' own shares count, as a share of all rows. */
const prior = 0.1;
const iterations = 100;
/** Rows that shares are estimated on, evenly spread: more say nothing new. */
const mostRows = 2000;

/**
 * Shares of the classes among rows without labels, which may be others than among labels: a person who labels five of each class says
 * nothing of how common they are. By maximum likelihood (Saerens, Latinne, Decaestecker 2002, Adjusting the outputs of a classifier to
 * new a priori probabilities, eqs. 2.3–2.4) on probabilities that labels hidden from the scores have made right, with one temperature and an
 * offset for each class (Alexandari, Kundaje, Shrikumar 2020, arXiv 1901.06852, section 3), and with the labels' shares as a tenth of the rows.
 *
 * @param hidden scores of labelled rows, made without their labels, `[labels, classes]`, finite
 * @param labels of these rows
 * @param scores of all rows, `[n, classes]`
 * @param labelShares of each class among the labels, above 0, sum 1
 * @returns one a class, sum 1
 */
export function estimateShares(
  hidden: Matrix,
  labels: Int32Array,
  scores: Matrix,
  labelShares: readonly number[],
): number[] {
  const { temperature, offsets } = calibration(hidden, labels);
  const step = Math.max(1, scores.rows / mostRows);
  const rows = Array.from({ length: Math.floor(scores.rows / step) }, (_, i) =>
    Math.floor(i * step),
  );
  const { columns: classes } = scores;
  const likely = softmaxRows(calibrated(pickRows(scores, rows), temperature, offsets), 1);
  let shares = [...labelShares];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const sums = new Float64Array(classes);
    for (let begin = 0; begin < likely.values.length; begin += classes) {
      let total = 0;
      for (let c = 0; c < classes; c++) total += weight(c) * (likely.values[begin + c] ?? 0);
      for (let c = 0; c < classes; c++) {
        sums[c] =
          (sums[c] ?? 0) + (weight(c) * (likely.values[begin + c] ?? 0)) / Math.max(total, 1e-12);
      }
    }
    shares = shares.map(
      (_, c) => ((sums[c] ?? 0) / rows.length + prior * (labelShares[c] ?? 0)) / (1 + prior),
    );
  }
  return shares;

  function weight(c: number): number {
    return (shares[c] ?? 0) / Math.max(labelShares[c] ?? 0, 1e-12);
  }
}

/**
 * How far shares are off in the mean, in total variation, that are counted on some samples drawn at random: Σ √(2 p (1 − p) / (π n)) / 2, the mean absolute
 * deviation of the binomial distribution by its normal approximation.
 * @param shares one a class, sum 1
 */
export function meanDistance(shares: readonly number[], count: number): number {
  return shares.reduce(
    (sum, share) => sum + Math.sqrt((2 * share * (1 - share)) / (Math.PI * count)) / 2,
    0,
  );
}

/** softmax(temperature · scores + offsets) that fits the labels. */
function calibration(
  scores: Matrix,
  labels: Int32Array,
): { temperature: number; offsets: Float64Array } {
  const { columns: classes } = scores;
  const best = lbfgs(
    (point) => {
      const temperature = Math.exp(point[0] ?? 0);
      const offsets = point.subarray(1);
      const logits = calibrated(scores, temperature, offsets);
      const probabilities = softmaxRows(logits, 1);
      let value = -logLikelihoods(logits, labels).reduce((sum, each) => sum + each, 0);
      const gradient = new Float64Array(classes + 1);
      for (let c = 0; c < classes; c++) {
        const offset = offsets[c] ?? 0;
        value += offsetPenalty * offset * offset;
        gradient[c + 1] = 2 * offsetPenalty * offset;
      }
      for (const [row, label] of labels.entries()) {
        for (let c = 0; c < classes; c++) {
          const error = (probabilities.values[row * classes + c] ?? 0) - Number(c === label);
          gradient[c + 1] = (gradient[c + 1] ?? 0) + error;
          gradient[0] =
            (gradient[0] ?? 0) + error * temperature * (scores.values[row * classes + c] ?? 0);
        }
      }
      return { value, gradient };
    },
    new Float64Array(classes + 1),
    { iterations: 200, tolerance: 1e-6, relativeGain: 1e-10 },
  );
  return { temperature: Math.exp(best[0] ?? 0), offsets: best.slice(1) };
}

function calibrated(scores: Matrix, temperature: number, offsets: Float64Array): Matrix {
  const { columns } = scores;
  const values = scores.values.map(
    (score, at) => temperature * score + (offsets[at % columns] ?? 0),
  );
  return { ...scores, values };
}
