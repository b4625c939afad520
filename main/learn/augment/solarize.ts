import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

export interface SolarizeOptions {
  /** Values from here on are inverted, 0…1. */
  threshold: number;
  /** Probability of an image being solarized. */
  probability: number;
}

/**
 * Solarization: bright values become their negative (BYOL, Grill et al. 2020, arXiv 2006.07733, appendix B, threshold 0.5).
 *
 * @param images `[batch, height, width, channels]`, values 0…1
 * @returns the same shape
 */
export function randomSolarize(
  images: Tensor,
  options: SolarizeOptions,
  random: StepRandom,
): Tensor {
  return tf.tidy(() => {
    const chosen = random.uniform([dimension(images, 0), 1, 1, 1]).less(options.probability);
    const inverted = images.greaterEqual(options.threshold).logicalAnd(chosen).toFloat();
    // x where it stays, 1 − x where it is inverted.
    return inverted.add(images.mul(tf.scalar(1).sub(inverted.mul(2))));
  });
}
