import { stopGradient } from '../engine/stop-gradient.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { crossEntropyPerSample } from './cross-entropy.ts';

/**
 * The unlabelled part of FixMatch: where the model is sure of an image seen mildly, it must say the same of it seen
 * strongly,
 *
 *     1/n · Σ_i 1(max_c q_i(c) ≥ τ) · H(argmax q_i, p_i),    q = softmax(weak), p = softmax(strong)
 *
 * Source: Sohn et al. 2020, arXiv 2001.07685, equation 4.
 *
 * @param weak logits of the mild views, `[n, classes]`; no gradient goes to them
 * @param strong logits of the strong views of the same images, `[n, classes]`
 * @param threshold τ, 0…1
 * @returns `loss`: a scalar, nats; `sure`: the share of images above τ, a scalar
 */
export function fixMatchLoss(
  weak: Tensor,
  strong: Tensor,
  threshold: number,
): { loss: Tensor; sure: Tensor } {
  const probabilities = tf.softmax(stopGradient(weak)) as unknown as Tensor;
  const isSure = probabilities.max(1).greaterEqual(threshold).toFloat();
  const called = probabilities.argMax(1).toInt();
  const loss = crossEntropyPerSample(strong, called).mul(isSure).mean();
  return { loss, sure: isSure.mean() };
}
