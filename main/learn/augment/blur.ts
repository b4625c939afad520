import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

export interface BlurOptions {
  /** Standard deviation of the Gaussian, pixels, drawn uniformly from this range. */
  sigma: readonly [number, number];
  /** Side of the square the Gaussian is cut off at, as a share of the image's side. */
  kernel: number;
  /** Probability of an image being blurred. */
  probability: number;
}

/**
 * Gaussian blur, each image with a deviation of its own (SimCLR, arXiv 2002.05709, appendix A: a kernel of 10 % of the
 * side, σ from 0.1 to 2, half of the images). Weights and mirrored edges as torchvision's `gaussian_blur`. Rows and
 * columns are blurred by one matrix an image each: a few products for the whole batch.
 *
 * @param images `[batch, height, width, channels]`
 * @returns the same shape
 */
export function randomBlur(images: Tensor, options: BlurOptions, random: StepRandom): Tensor {
  return tf.tidy(() => {
    const [batch = 0, height = 0, width = 0, channels = 0] = images.shape;
    const blurred = random.uniform([batch, 1]).less(options.probability).toFloat();
    const sigma = random.uniform([batch, 1], ...options.sigma);
    const reach = blurReach(Math.min(height, width), options.kernel);
    const offsets = tf.range(-reach, reach + 1).reshape([1, 2 * reach + 1]);
    const gaussian = offsets.div(sigma).square().mul(-0.5).exp();
    const identity = offsets.equal(0).toFloat();
    const weights = gaussian
      .div(gaussian.sum(1, true))
      .mul(blurred)
      .add(identity.mul(tf.scalar(1).sub(blurred))) as Tensor;
    const flat = images.reshape([batch, height, width * channels]);
    const down = tf.matMul(blurMatrix(weights, height) as never, flat as never);
    const across = blurMatrix(weights, width).reshape([batch, 1, width, width]);
    return tf.matMul(across as never, down.reshape(images.shape) as never) as Tensor;
  });
}

/** Pixels on each side of the middle of the kernel, at least 1. @param side pixels */
export function blurReach(side: number, share: number): number {
  return Math.max(1, Math.round((side * share - 1) / 2));
}

/**
 * @param weights `[batch, 2 · reach + 1]` of the neighbours of a pixel
 * @returns `[batch, side, side]`: each output pixel as a sum of input pixels
 */
function blurMatrix(weights: Tensor, side: number): Tensor {
  const taps = dimension(weights, 1);
  const reach = (taps - 1) / 2;
  const chosen = new Float32Array(taps * side * side);
  for (let tap = 0; tap < taps; tap++) {
    for (let to = 0; to < side; to++) {
      const from = mirror(to + tap - reach, side);
      chosen[(tap * side + to) * side + from] = 1;
    }
  }
  const neighbours = tf.tensor2d(chosen, [taps, side * side]);
  return tf.matMul(weights as never, neighbours).reshape([-1, side, side]);
}

/** Past the edge the image goes on as its mirror image; the pixel at the edge is not repeated. */
function mirror(at: number, side: number): number {
  const period = Math.max(1, 2 * (side - 1));
  const inside = ((at % period) + period) % period;
  return Math.min(inside, period - inside);
}
