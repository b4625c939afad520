import type { Matrix } from '../data/matrix.ts';
import { logLikelihoods } from '../evaluate/log-likelihood.ts';
import { meanGain } from '../evaluate/mean-gain.ts';

/**
 * How far weights go from the pretrained to the fine-tuned ones (WiSE-FT, Wortsman et al. 2022, arXiv 2109.01903,
 * eq. 1): with ten labels a class all of it costs a point and half of it gains one (docs/decisions/0006), with hundreds more is better.
 * Going less far is this app's early stopping.
 */
export const blends = [0.25, 0.5, 0.75, 1] as const;
const usual = 1;

/**
 * Half the way, unless another share was better on labels that training had not seen by more than the standard error of the difference:
 * a handful of labels often prefers something by chance.
 * @param trials logits at each share of the same tried images, `[tried, classes]`; empty when nothing was tried
 * @param labels of the tried images
 * @returns index in `blends`
 */
export function chooseBlend(trials: readonly Matrix[], labels: Int32Array): number {
  const likelihoods = trials.map((logits) => logLikelihoods(logits, labels));
  const before = likelihoods[usual];
  if (before === undefined) return usual;
  let [best, most] = [usual, 0];
  for (const [at, each] of likelihoods.entries()) {
    const { mean, standardError } = meanGain(each.map((value, i) => value - (before[i] ?? 0)));
    if (mean > standardError && mean > most) [best, most] = [at, mean];
  }
  return best;
}
