import { type Tensor, tf } from '../engine/tensorflow.ts';

/** Added to a patch's variance, as in the authors' code: a flat patch becomes zeros. */
const epsilon = 1e-6;

/** Mean and deviation of each patch's values, `[batch, patches, 1]`; the unbiased variance, as in the authors' code. */
export function patchStatistics(patches: Tensor): { mean: Tensor; deviation: Tensor } {
  const size = patches.shape.at(-1) ?? 1;
  const mean = patches.mean(-1, true) as Tensor;
  const squares = patches.sub(mean).square().sum(-1, true);
  const deviation = squares
    .div(Math.max(1, size - 1))
    .add(epsilon)
    .sqrt() as Tensor;
  return { mean, deviation };
}

/**
 * Mean squared error over the hidden patches, each target patch normalized by its own mean and deviation (masked
 * autoencoders, He et al. 2021, arXiv 2111.06377, section 3, “Reconstruction target”).
 *
 * @param prediction `[batch, patches, values]`, of normalized values
 * @param target `[batch, patches, values]`, pixels as they are
 * @param hidden `[batch, patches]`, 1 where the patch was hidden
 * @returns a scalar: the mean over hidden patches; 0 when nothing is hidden. Predicting nothing (0) costs close to 1.
 */
export function patchNormalizedMse(prediction: Tensor, target: Tensor, hidden: Tensor): Tensor {
  const { mean, deviation } = patchStatistics(target);
  const wanted = target.sub(mean).div(deviation);
  const perPatch = tf.sub(prediction, wanted).square().mean(-1);
  return perPatch.mul(hidden).sum().div(hidden.sum().maximum(1)) as Tensor;
}
