import type { Tensor } from '../engine/tensorflow.ts';

/**
 * Networks see −1…1. Fixed numbers, not the data's mean and deviation: batch normalization
 * after the first layer makes up for those, and every export can say "x / 127.5 − 1".
 */
export const pixelScale = 1 / 127.5;
export const pixelOffset = -1;

/** Values 0…1 to a network's −1…1, any shape. */
export function toNetworkRange(images: Tensor): Tensor {
  return images.mul(255 * pixelScale).add(pixelOffset);
}
