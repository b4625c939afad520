import type { Tensor } from '../engine/tensorflow.ts';
import { l2Normalize } from './l2-normalize.ts';

/**
 * BYOL's loss: the squared distance of normalized prediction and target projection, averaged over the batch
 * (Grill et al. 2020, arXiv 2006.07733, eq. 2; the same as 2 − 2 · cosine).
 *
 * @param prediction,target `[batch, features]`; row i of both comes from one image
 * @returns a scalar, 0 (the same direction) … 4
 */
export function normalizedMeanSquaredError(prediction: Tensor, target: Tensor): Tensor {
  return l2Normalize(prediction).sub(l2Normalize(target)).square().sum(1).mean();
}
