import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { cutBlocks, layBlocks } from './blocks.ts';

/**
 * Images as their patches, row by row; zeros fill up those that reach over the edge:
 * `[batch, height, width, channels]` → `[batch, patches, patch² · channels]`.
 */
export function toPatches(images: Tensor, patch: number): Tensor {
  const blocks = cutBlocks(images, [patch, patch]);
  const [, rows = 0, columns = 0, , , channels = 0] = blocks.shape;
  return blocks.reshape([-1, rows * columns, patch * patch * channels]);
}

/** The way back. @param shape `[height, width, channels]` of an image */
export function fromPatches(patches: Tensor, patch: number, shape: readonly number[]): Tensor {
  const [height, width, channels] = shape as Size;
  const [rows, columns] = [Math.ceil(height / patch), Math.ceil(width / patch)];
  const batch = dimension(patches, 0);
  return layBlocks(patches.reshape([batch, rows, columns, patch, patch, channels])).slice(
    [0, 0, 0, 0],
    [batch, height, width, channels],
  );
}

type Size = [height: number, width: number, channels: number];

/**
 * Rows of each image's list of rows: `rows` `[batch, n, features]`, `indices` int32 `[batch, k]` → `[batch, k, features]`.
 * One gather over all images, whose gradient is one operation (tfjs' own, with a batch axis, is one an image).
 */
export function takeRows(rows: Tensor, indices: Tensor): Tensor {
  const [batch, count, features] = [0, 1, 2].map((axis) => dimension(rows, axis)) as Size;
  const taken = dimension(indices, 1);
  const starts = tf.range(0, batch, 1, 'int32').mul(tf.scalar(count, 'int32')).expandDims(1);
  const flat = indices.add(starts).reshape([batch * taken]);
  return tf
    .gather(rows.reshape([batch * count, features]), flat as never)
    .reshape([batch, taken, features]) as Tensor;
}

/** The places of each row's values from the smallest to the largest: `[batch, n]` → int32 `[batch, n]`. */
export function ascending(values: Tensor): Tensor {
  const count = dimension(values, 1);
  return tf.topk(values.neg(), count, true).indices as unknown as Tensor;
}
