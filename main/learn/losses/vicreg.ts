import { asRank2, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/** λ, μ and ν of equation 6. */
export interface VicregWeights {
  invariance: number;
  variance: number;
  covariance: number;
}

export interface VicregTerms {
  /** The weighted sum. */
  loss: Tensor;
  invariance: Tensor;
  variance: Tensor;
  covariance: Tensor;
}

/** γ of equation 1: the deviation that each feature shall have. */
const targetDeviation = 1;
/** ε of equation 1. */
const epsilon = 1e-4;

/**
 * VICReg: views agree (invariance), each feature varies over the batch (variance), and features say different things
 * (covariance). Bardes, Ponce, LeCun 2022, arXiv 2105.04906, eq. 1–6, with two factors as in the authors' code, for
 * which the weights 25/25/1 hold: the invariance is divided by the features, and the variance of the views is averaged.
 *
 * @param first,second projections of the two views, `[batch, features]`; row i of both comes from one image
 * @returns scalars
 */
export function vicreg(first: Tensor, second: Tensor, weights: VicregWeights): VicregTerms {
  const invariance = first.sub(second).square().mean();
  const variance = varianceTerm(first).add(varianceTerm(second)).div(2);
  const covariance = covarianceTerm(first).add(covarianceTerm(second));
  const loss = invariance
    .mul(weights.invariance)
    .add(variance.mul(weights.variance))
    .add(covariance.mul(weights.covariance));
  return { loss, invariance, variance, covariance };
}

/** Standard deviation of each feature over the batch, unbiased: `[batch, features]` → `[features]` (eq. 2). */
export function featureDeviation(z: Tensor): Tensor {
  const centred = z.sub(z.mean(0));
  const variance = centred
    .square()
    .sum(0)
    .div(dimension(z, 0) - 1);
  return variance.add(epsilon).sqrt();
}

/** Eq. 1: how much deviation the features lack, on average. */
function varianceTerm(z: Tensor): Tensor {
  return tf.relu(tf.scalar(targetDeviation).sub(featureDeviation(z))).mean();
}

/** Eq. 3–4: the squares off the diagonal of the covariance matrix, over the features. */
function covarianceTerm(z: Tensor): Tensor {
  const features = dimension(z, 1);
  const centred = asRank2(z.sub(z.mean(0)));
  const covariance = tf.matMul(centred, centred, true).div(dimension(z, 0) - 1);
  return covariance
    .mul(tf.scalar(1).sub(tf.eye(features)))
    .square()
    .sum()
    .div(features);
}
