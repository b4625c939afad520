import type { Tensor } from '../engine/tensorflow.ts';
import { l2Normalize } from './l2-normalize.ts';

/**
 * SimSiam's D(p, z): minus the cosine of prediction and projection, averaged over the batch
 * (Chen and He 2021, arXiv 2011.10566, eq. 1).
 *
 * @param prediction,projection `[batch, features]`; row i of both comes from one image
 * @returns a scalar, −1 (the same direction) … 1
 */
export function negativeCosine(prediction: Tensor, projection: Tensor): Tensor {
  return l2Normalize(prediction).mul(l2Normalize(projection)).sum(1).mean().neg();
}
