import { lbfgs } from '../optimizers/lbfgs.ts';

/**
 * How much it counts, in labels, that all parts weigh the same: of 0.3 to 30 what told hidden labels of eight sets of numbers best but for less than they can tell
 * (docs/decisions/0049).
 */
const usualTrust = 1;

/**
 * Weights of several regressors, none below 0, 1 together, under which their mean fits labels that none of them had seen (stacking, Breiman 1996, Stacked
 * Regressions). Of few labels the fit is uncertain: with w = softmax(u) it minimizes
 *
 *     Σ_i (Σ_k w_k v_ki − target_i)² / 2σ² + trust / 2 · Σ_k u_k²
 *
 * where σ² is the mean squared error of the plain mean.
 *
 * @param parts what each says of the same samples, `[labels]` each
 * @throws {RangeError} without parts, or of another number of labels
 */
export function stackValues(
  parts: readonly Float32Array[],
  targets: Float32Array,
  trust: number = usualTrust,
): number[] {
  if (parts.length === 0 || parts.some((each) => each.length !== targets.length)) {
    throw new RangeError(`${parts.length} parts of ${targets.length} labels`);
  }
  const even = parts.map(() => 1 / parts.length);
  const variance = squaredErrors(parts, even, targets) / targets.length;
  // All right, or nothing to tell by.
  if (!(variance > 0)) return even;
  const point = lbfgs(
    (logits) => {
      const weights = softmax(logits);
      const gradient = new Float64Array(parts.length);
      const away = residuals(parts, weights, targets);
      const slopes = parts.map(
        (part) => away.reduce((sum, each, i) => sum + each * (part[i] ?? 0), 0) / variance,
      );
      const meanSlope = slopes.reduce((sum, each, k) => sum + each * (weights[k] ?? 0), 0);
      let value = away.reduce((sum, each) => sum + each * each, 0) / (2 * variance);
      for (const [k, logit] of logits.entries()) {
        value += (trust / 2) * logit * logit;
        gradient[k] = (weights[k] ?? 0) * ((slopes[k] ?? 0) - meanSlope) + trust * logit;
      }
      return { value, gradient };
    },
    new Float64Array(parts.length),
    { iterations: 200, tolerance: 1e-6, relativeGain: 1e-10 },
  );
  return softmax(point);
}

/** The mean of what parts say, weighted: `[labels]`. */
export function weightedMean(
  parts: readonly Float32Array[],
  weights: readonly number[],
): Float32Array {
  const [first = new Float32Array()] = parts;
  return first.map((_, i) =>
    parts.reduce((sum, part, k) => sum + (weights[k] ?? 0) * (part[i] ?? 0), 0),
  );
}

function residuals(
  parts: readonly Float32Array[],
  weights: readonly number[],
  targets: Float32Array,
): Float64Array {
  return Float64Array.from(targets, (target, i) =>
    parts.reduce((sum, part, k) => sum + (weights[k] ?? 0) * ((part[i] ?? 0) - target), 0),
  );
}

const squaredErrors = (...from: Parameters<typeof residuals>): number =>
  residuals(...from).reduce((sum, each) => sum + each * each, 0);

function softmax(logits: ArrayLike<number>): number[] {
  const all = Array.from(logits);
  const most = Math.max(...all);
  const powers = all.map((each) => Math.exp(each - most));
  const sum = powers.reduce((total, each) => total + each, 0);
  return powers.map((each) => each / sum);
}
