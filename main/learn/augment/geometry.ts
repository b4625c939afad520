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
  /** Probability of a mirror image, top and bottom; none when left out. */
  verticalFlip?: number;
  /** Rotation drawn uniformly from ± this, degrees. */
  rotation: number;
  /** Angle by which the image's uprights lean, drawn uniformly from ± this, degrees; none when left out. */
  shear?: number;
  /** Side of the view as a share of the image's; 1 when left out. */
  scale?: number;
}

/**
 * Random resized crop, flips, rotation and shear as one affine map an image, drawn in this order
 * (SimCLR, arXiv 2002.05709, appendix A: "random crop and resize to original size with random flip").
 *
 * @param images `[batch, height, width, channels]`
 * @returns `[batch, scale · height, scale · width, channels]`
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
    const mirror = mirrored(draw, options.flip);
    const limit = radians(options.rotation);
    const angle = draw(-limit, limit);
    const upset = options.verticalFlip === undefined ? null : mirrored(draw, options.verticalFlip);
    const lean = radians(options.shear ?? 0);
    const slope = lean === 0 ? null : draw(-lean, lean).tan();
    const cos = angle.cos();
    const sin = angle.sin();
    // From output to input: mirror, lean, turn, stretch. Columns of the matrix first.
    const first = { x: cos.mul(mirror), y: sin.mul(mirror) };
    const upright = { x: sin.neg(), y: cos };
    const flipped = upset === null ? upright : { x: upright.x.mul(upset), y: upright.y.mul(upset) };
    const second =
      slope === null
        ? flipped
        : { x: flipped.x.add(cos.mul(slope)), y: flipped.y.add(sin.mul(slope)) };
    const size = [height, width].map((side) => Math.round((options.scale ?? 1) * side));
    const [rows = height, columns = width] = size;
    // A pixel of a smaller view stands for more of the image.
    const strideX = scaleX.mul(width / columns);
    const strideY = scaleY.mul(height / rows);
    const matrix = {
      a: first.x.mul(strideX),
      b: second.x.mul(strideX),
      c: first.y.mul(strideY),
      d: second.y.mul(strideY),
    };
    return affine(images, { ...matrix, tx, ty }, [rows, columns]);
  });
}

/** `[batch]`: −1 with the given probability, else 1. */
function mirrored(draw: (low: number, high: number) => Tensor, probability: number): Tensor {
  return draw(0, 1).less(probability).toFloat().mul(-2).add(1);
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
