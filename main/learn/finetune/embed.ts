import { consecutiveBatches, type ImageSource, readBatch } from '../data/image-source.ts';
import type { Matrix } from '../data/matrix.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import type { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';

const batchSize = 256;

/**
 * The encoder's embedding of each image, in inference mode.
 * @param onProgress called after each batch with the number of images done
 * @returns `[images, features]`
 */
export async function embedImages(
  encoder: Network,
  source: ImageSource,
  onProgress: (done: number) => Promise<void> | void = () => undefined,
): Promise<Matrix> {
  return await mapImages(source, (images) => encoder.apply(images, false), onProgress);
}

/**
 * Runs a function over all images in batches and lays its rows end to end.
 * @param compute from `[batch, height, width, channels]`, −1…1, to `[batch, columns]`
 * @returns `[images, columns]`
 */
export async function mapImages(
  source: ImageSource,
  compute: (images: Tensor) => Tensor,
  onProgress: (done: number) => Promise<void> | void = () => undefined,
): Promise<Matrix> {
  let result: Matrix = { rows: source.count, columns: 0, values: new Float32Array() };
  let done = 0;
  for (const indices of consecutiveBatches(source.count, batchSize)) {
    const output = tf.tidy(() => compute(toNetworkRange(readBatch(source, indices))));
    const columns = output.shape.at(-1) ?? 0;
    if (done === 0) {
      result = { rows: source.count, columns, values: new Float32Array(source.count * columns) };
    }
    result.values.set(output.dataSync(), done * columns);
    output.dispose();
    done += indices.length;
    await onProgress(done);
  }
  return result;
}
