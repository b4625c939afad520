import { rawOp1 } from '../engine/raw-op.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/**
 * One affine map an image, the whole batch in one operation (ImageProjectiveTransformV3,
 * bilinear; outside the image its mirror image).
 *
 * @param images `[batch, height, width, channels]`
 * @param matrix entries `[batch]` of the map from output to input coordinates, both measured from
 *   the image's centre in pixels: x' = a·x + b·y + tx, y' = c·x + d·y + ty
 * @param size of the output, `[height, width]`; the images' own when left out
 */
export function affine(
  images: Tensor,
  matrix: { a: Tensor; b: Tensor; c: Tensor; d: Tensor; tx: Tensor; ty: Tensor },
  size: readonly [number, number] = [dimension(images, 1), dimension(images, 2)],
): Tensor {
  const [height, width] = size;
  const { a, b, c, d, tx, ty } = matrix;
  const middle = (pixels: number): number => (pixels - 1) / 2;
  const [cx, cy] = [middle(width), middle(height)];
  // TensorFlow counts from the corner: move the origin to the centre and back.
  const x0 = tx
    .add(middle(dimension(images, 2)))
    .sub(a.mul(cx))
    .sub(b.mul(cy));
  const y0 = ty
    .add(middle(dimension(images, 1)))
    .sub(c.mul(cx))
    .sub(d.mul(cy));
  const zero = tf.zerosLike(a);
  const transforms = tf.stack([a, b, x0, c, d, y0, zero, zero], 1);
  return rawOp1(
    'ImageProjectiveTransformV3',
    {
      types: { dtype: 'float32' },
      strings: { interpolation: 'BILINEAR', fill_mode: 'REFLECT' },
    },
    [images, transforms, tf.tensor1d([height, width], 'int32'), tf.scalar(0)],
  );
}
