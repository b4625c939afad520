import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

export interface CutoutOptions {
  /** Side of the square, as a share of the image's side. */
  size: number;
  /** Probability of an image losing one. */
  probability: number;
}

/** What the square shows: mid-grey, the networks' zero. */
const emptiness = 0.5;

/**
 * Cutout: a square around a pixel drawn uniformly is blanked, cut off where it reaches over the edge
 * (DeVries and Taylor 2017, arXiv 1708.04552, section 3.2).
 *
 * @param images `[batch, height, width, channels]`, values 0…1
 * @returns the same shape
 */
export function randomCutout(images: Tensor, options: CutoutOptions, random: StepRandom): Tensor {
  return tf.tidy(() => {
    const [batch = 0] = images.shape;
    const height = dimension(images, 1);
    const width = dimension(images, 2);
    const side = Math.max(1, Math.round(options.size * Math.min(height, width)));
    const chosen = random.uniform([batch, 1, 1, 1]).less(options.probability).toFloat();
    const inside = (pixels: number, shape: readonly number[]): Tensor => {
      const begin = random
        .uniform([batch, 1, 1, 1], 0, pixels)
        .floor()
        .sub(Math.floor(side / 2));
      const from = tf
        .range(0, pixels)
        .reshape([...shape])
        .sub(begin);
      return from.greaterEqual(0).logicalAnd(from.less(side)).toFloat();
    };
    const rows = inside(height, [1, height, 1, 1]);
    const columns = inside(width, [1, 1, width, 1]);
    const blank = rows.mul(columns).mul(chosen);
    return images.add(tf.scalar(emptiness).sub(images).mul(blank));
  });
}
