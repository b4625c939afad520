import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

type Size = readonly [height: number, width: number];

/**
 * Cuts images into blocks; zeros fill up those that reach over the edge:
 * `[batch, height, width, channels]` → `[batch, rows, columns, h, w, channels]`.
 */
export function cutBlocks(images: Tensor, [h, w]: Size): Tensor {
  const [height, width] = [dimension(images, 1), dimension(images, 2)];
  const [rows, columns] = [Math.ceil(height / h), Math.ceil(width / w)];
  return tf
    .pad(images, [
      [0, 0],
      [0, rows * h - height],
      [0, columns * w - width],
      [0, 0],
    ])
    .reshape([-1, rows, h, columns, w, dimension(images, 3)])
    .transpose([0, 1, 3, 2, 4, 5]) as Tensor;
}

/**
 * Lays blocks side by side (depth to space, which tfjs cannot differentiate):
 * `[batch, rows, columns, h, w, channels]` → `[batch, rows · h, columns · w, channels]`.
 */
export function layBlocks(blocks: Tensor): Tensor {
  const [batch = 0, rows = 0, columns = 0, h = 0, w = 0, channels = 0] = blocks.shape;
  return blocks
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([batch, rows * h, columns * w, channels]) as Tensor;
}

/** `layBlocks` of a map whose features are the values of square blocks: `[batch, rows, columns, block² · channels]`. */
export function unfoldBlocks(map: Tensor, block: number): Tensor {
  const [batch = 0, rows = 0, columns = 0, features = 0] = map.shape;
  return layBlocks(map.reshape([batch, rows, columns, block, block, features / block ** 2]));
}
