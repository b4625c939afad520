import type { Tensor } from '../engine/tensorflow.ts';
import { crossEntropyPerSample } from './cross-entropy.ts';

/**
 * The mean of softmax cross-entropies where only some rows count, as in guessing words of texts of several lengths:
 * Σ weight · −log softmax(logits)[class] / Σ weight (Devlin et al. 2018, arXiv 1810.04805, section 3.1).
 *
 * @param logits `[rows, classes]`
 * @param classes int32 `[rows]`
 * @param weights `[rows]`, 0 or more; when all are 0 the loss is 0
 * @returns a scalar, nats
 */
export function weightedCrossEntropy(logits: Tensor, classes: Tensor, weights: Tensor): Tensor {
  const losses = crossEntropyPerSample(logits, classes);
  return losses.mul(weights).sum().div(weights.sum().maximum(1e-6));
}

/** The share of rows whose likeliest class is the right one, weighted likewise: a scalar, 0…1. */
export function weightedAccuracy(logits: Tensor, classes: Tensor, weights: Tensor): Tensor {
  const right = logits.argMax(1).equal(classes).toFloat();
  return right.mul(weights).sum().div(weights.sum().maximum(1e-6));
}
