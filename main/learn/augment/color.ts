import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

export interface ColorOptions {
  /** Brightness factor drawn from [1 − this, 1 + this]. */
  brightness: number;
  /** Contrast factor likewise, around the image's mean. */
  contrast: number;
  /** Saturation factor likewise; colour images only. */
  saturation: number;
  /** Hue rotation drawn from ± this, turns; colour images only. */
  hue: number;
  /** Probability of the jitter as a whole. */
  probability: number;
  /** Probability of an image turning grey; colour images only. */
  greyscale: number;
}

/** Rec. 601 luma weights, as PIL's and torchvision's conversion to grey. */
const luma = [0.299, 0.587, 0.114] as const;

/**
 * Colour jitter (SimCLR, arXiv 2002.05709, appendix A). Saturation, hue and grey are one 3×3
 * matrix an image; hue turns in the YIQ plane, which costs a matrix where HSV costs branches.
 *
 * @param images `[batch, height, width, channels]`, values 0…1, 1 or 3 channels
 * @returns the same shape, clipped to 0…1
 */
export function randomColor(images: Tensor, options: ColorOptions, random: StepRandom): Tensor {
  return tf.tidy(() => {
    const batch = dimension(images, 0);
    const apply = random.uniform([batch]).less(options.probability).toFloat();
    // A factor of 1 (an angle of 0) where the jitter is not applied.
    const factor = (spread: number): Tensor =>
      random.uniform([batch], -spread, spread).mul(apply).add(1).reshape([batch, 1, 1, 1]);
    const brightness = factor(options.brightness);
    const contrast = factor(options.contrast);
    const mixed = images.shape[3] === 3 ? mixChannels(images, options, apply, random) : images;
    const bright = mixed.mul(brightness);
    const mean = bright.mean([1, 2, 3], true);
    return bright.sub(mean).mul(contrast).add(mean).clipByValue(0, 1);
  });
}

function mixChannels(
  images: Tensor,
  options: ColorOptions,
  apply: Tensor,
  random: StepRandom,
): Tensor {
  const [batch = 0, height = 0, width = 0] = images.shape;
  const wide = (x: Tensor): Tensor => x.reshape([batch, 1, 1]);
  const saturation = wide(
    random.uniform([batch], -options.saturation, options.saturation).mul(apply).add(1),
  );
  const turn = wide(random.uniform([batch], -options.hue, options.hue).mul(apply)).mul(2 * Math.PI);
  const keepColor = wide(random.uniform([batch]).greaterEqual(options.greyscale).toFloat());
  // out = grey part + saturation · (cos · colour part + sin · quadrature part)
  const [r, g, b] = luma;
  const greyPart = tf.tensor2d([
    [r, r, r],
    [g, g, g],
    [b, b, b],
  ]);
  const colorPart = tf.eye(3).sub(greyPart);
  const strength = saturation.mul(keepColor);
  const matrix = greyPart
    .expandDims(0)
    .add(colorPart.expandDims(0).mul(turn.cos().mul(strength)))
    .add(tf.tensor2d(hueQuadrature).expandDims(0).mul(turn.sin().mul(strength)));
  return tf
    .matMul(images.reshape([batch, height * width, 3]) as never, matrix as never)
    .reshape(images.shape);
}

/**
 * A quarter turn of the colour plane: RGB → YIQ, (I, Q) → (−Q, I), YIQ → RGB, multiplied out
 * (rows are inputs). YIQ matrix: NTSC 1953, (0.299, 0.587, 0.114), (0.5959, −0.2746, −0.3213), (0.2115, −0.5227, 0.3112).
 */
const hueQuadrature = [
  [0.1677, -0.3281, 1.2497],
  [0.3293, 0.0355, -1.0465],
  [-0.497, 0.2926, -0.2032],
];
