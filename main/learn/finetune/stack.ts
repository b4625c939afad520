import { type Matrix, rowOf } from '../data/matrix.ts';
import { logLikelihoods } from '../evaluate/log-likelihood.ts';
import { lbfgs } from '../optimizers/lbfgs.ts';

/** How much the usual weights count, in labels. */
const usualTrust = 10;

/**
 * Weights of several classifiers' logits, one each, under which their sum fits labels that none of them had seen (stacking,
 * Wolpert 1992, Stacked Generalization). Of few labels the fit is uncertain: it minimizes
 *
 *     −Σ log softmax(Σ_k w_k z_k)[label] + trust / 2 · Σ_k (ln w_k − ln usual_k)²
 *
 * @param parts logits of the same samples by each, `[n, classes]`
 * @returns the weights, above 0, and the weighted sum
 */
export function stack(
  parts: readonly Matrix[],
  labels: Int32Array,
  usual: readonly number[],
  trust: number = usualTrust,
): { weights: number[]; logits: Matrix } {
  const weighted = (logWeights: ArrayLike<number>): Matrix => {
    const [first] = parts;
    if (first === undefined) throw new RangeError('nothing to stack');
    const values = new Float32Array(first.values.length);
    for (const [k, part] of parts.entries()) {
      const weight = Math.exp(logWeights[k] ?? 0);
      for (let i = 0; i < values.length; i++) {
        values[i] = (values[i] ?? 0) + weight * (part.values[i] ?? 0);
      }
    }
    return { ...first, values };
  };
  const start = Float64Array.from(usual, Math.log);
  const best = lbfgs(
    (point) => {
      const sum = weighted(point);
      const likelihoods = logLikelihoods(sum, labels);
      let value = -likelihoods.reduce((total, each) => total + each, 0);
      const gradient = new Float64Array(parts.length);
      for (const [k, part] of parts.entries()) {
        const weight = Math.exp(point[k] ?? 0);
        const away = (point[k] ?? 0) - (start[k] ?? 0);
        value += (trust / 2) * away * away;
        let slope = trust * away;
        for (const [row, label] of labels.entries()) {
          const [z, of] = [rowOf(sum, row), rowOf(part, row)];
          const logSum = (z[label] ?? 0) - (likelihoods[row] ?? 0);
          let expected = 0;
          for (let i = 0; i < z.length; i++)
            expected += Math.exp((z[i] ?? 0) - logSum) * (of[i] ?? 0);
          slope += weight * (expected - (of[label] ?? 0));
        }
        gradient[k] = slope;
      }
      return { value, gradient };
    },
    start,
    { iterations: 100, tolerance: 1e-6, relativeGain: 1e-9 },
  );
  return { weights: Array.from(best, Math.exp), logits: weighted(best) };
}
