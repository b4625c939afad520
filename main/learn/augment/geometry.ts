import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { affine } from './affine.ts';

export interface GeometryOptions {
  /** Share of the image's area that is seen, drawn uniformly from this range; above 1, mirrored edges show. */
  cropArea: readonly [number, number];
  /** The crop's aspect ratio, drawn log-uniformly from [1 / this, this]. */
  aspect: number;
  /** Probability of a mirror image, left and right. */
  flip: number;
  /** Rotation drawn uniformly from ± this, degrees. */
  rotation: number;
}

/**
 * Random resized crop, horizontal flip and rotation as one affine map an image
 * (SimCLR, arXiv 2002.05709, appendix A: "random crop and resize to original size with random flip").
 *
 * @param images `[batch, height, width, channels]`
 * @returns the same shape
 */
export function randomGeometry(
  images: Tensor,
  options: GeometryOptions,
  random: StepRandom,
): Tensor {
  return tf.tidy(() => {
    const batch = dimension(images, 0);
    const height = dimension(images, 1);
    const width = dimension(images, 2);
    const draw = (low: number, high: number): Tensor => random.uniform([batch], low, high);
    const area = draw(...options.cropArea);
    const logAspect = Math.log(options.aspect);
    const aspect = draw(-logAspect, logAspect).exp();
    // Above an area of 1 the view is wider than the image; up to it, the crop stays inside.
    const widest = Math.sqrt(Math.max(1, options.cropArea[1]));
    const scaleX = area.mul(aspect).sqrt().minimum(widest);
    const scaleY = area.div(aspect).sqrt().minimum(widest);
    const tx = draw(-0.5, 0.5).mul(tf.scalar(1).sub(scaleX)).mul(width);
    const ty = draw(-0.5, 0.5).mul(tf.scalar(1).sub(scaleY)).mul(height);
    const mirror = draw(0, 1).less(options.flip).toFloat().mul(-2).add(1);
    const limit = (options.rotation * Math.PI) / 180;
    const angle = draw(-limit, limit);
    const cos = angle.cos();
    const sin = angle.sin();
    return affine(images, {
      a: cos.mul(scaleX).mul(mirror),
      b: sin.neg().mul(scaleX),
      c: sin.mul(scaleY).mul(mirror),
      d: cos.mul(scaleY),
      tx,
      ty,
    });
  });
}
