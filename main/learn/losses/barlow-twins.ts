import { asRank2, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/** Keeps the division defined for a feature that does not vary (batch normalization's ε in the authors' code). */
const epsilon = 1e-5;

/**
 * Barlow Twins: the cross-correlation matrix of the two views' features shall be the identity
 * (Zbontar, Jing, Misra, LeCun, Deny 2021, arXiv 2103.03230, eq. 1–2): Σ (1 − Cᵢᵢ)² + λ Σ Cᵢⱼ².
 *
 * @param first,second projections of the two views, `[batch, features]`; row i of both comes from one image
 * @param redundancy λ > 0, the weight of what is off the diagonal
 * @returns a scalar
 */
export function barlowTwins(first: Tensor, second: Tensor, redundancy: number): Tensor {
  const [batch, features] = [dimension(first, 0), dimension(first, 1)];
  const [a, b] = [asRank2(standardized(first)), asRank2(standardized(second))];
  const correlation = tf.matMul(a, b, true).div(batch);
  const identity = tf.eye(features);
  const weights = identity.add(tf.scalar(1).sub(identity).mul(redundancy));
  return correlation.sub(identity).square().mul(weights).sum();
}

/** Each feature with mean 0 and deviation 1 over the batch. */
function standardized(z: Tensor): Tensor {
  const centred = z.sub(z.mean(0));
  return centred.mul(centred.square().mean(0).add(epsilon).rsqrt());
}
