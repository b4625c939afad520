import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { crossEntropyPerSample } from './cross-entropy.ts';

/**
 * Cross-entropy in which rare classes weigh more (Zhang, Isola, Efros 2016, arXiv 1603.08511, eq. 2–4): class q weighs
 * w_q ∝ ((1 − λ) p_q + λ / Q)⁻¹, scaled so that the mean weight is 1. p is how often the classes come in these samples;
 * the paper counts, and smoothes, over ImageNet once.
 *
 * @param logits `[samples, Q]`
 * @param classes int32 `[samples]`, each 0 … Q − 1
 * @param lambda λ, 0…1: 1 weighs all alike; the paper's is 0.5
 * @returns a scalar, nats
 */
export function rebalancedCrossEntropy(logits: Tensor, classes: Tensor, lambda: number): Tensor {
  const count = dimension(logits, 1);
  const is = tf.oneHot(classes as never, count).toFloat() as Tensor;
  const p = is.mean(0) as Tensor;
  const raw = tf.scalar(1).div(p.mul(1 - lambda).add(lambda / count)) as Tensor;
  const weights = raw.div(p.mul(raw).sum()) as Tensor;
  return crossEntropyPerSample(logits, classes).mul(is.mul(weights).sum(1)).mean() as Tensor;
}
