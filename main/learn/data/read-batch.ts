import { bytesTensor, pixelsToUnit } from '../engine/bytes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { type ImageSource, readPixels } from './image-source.ts';

/** Reads images as one tensor: float32 `[indices, height, width, channels]`, values 0…1. */
export function readBatch(source: ImageSource, indices: ArrayLike<number>): Tensor {
  const { height, width, channels } = source.shape;
  const shape = [indices.length, height, width, channels];
  return tf.tidy(() => pixelsToUnit(bytesTensor(readPixels(source, indices), shape)));
}
