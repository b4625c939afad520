import type { Tensor } from '../engine/tensorflow.ts';

/**
 * Mean squared error over the hidden pixels only (context encoders, Pathak et al. 2016,
 * arXiv 1604.07379, eq. 1, per hidden value instead of per image).
 *
 * @param prediction,target `[batch, height, width, channels]`
 * @param mask `[batch, height, width, 1]`, 1 where the pixel was hidden
 * @returns a scalar; 0 when nothing is hidden
 */
export function maskedMeanSquaredError(prediction: Tensor, target: Tensor, mask: Tensor): Tensor {
  const channels = prediction.shape.at(-1) ?? 1;
  const hiddenValues = mask.sum().mul(channels).maximum(1);
  return prediction.sub(target).square().mul(mask).sum().div(hiddenValues);
}
