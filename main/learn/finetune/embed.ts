import { consecutiveBatches, type ImageSource, readPixels } from '../data/image-source.ts';
import type { Matrix } from '../data/matrix.ts';
import { bytesTensor, pixelsToUnit } from '../engine/bytes.ts';
import { compileFunction } from '../engine/compile-function.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import type { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';

const batchSize = 256;
/** From this many images on, one graph is faster than single operations. */
const worthAGraph = 2048;

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
 * Runs a function over all images in batches and lays its rows end to end. For many images it becomes one
 * graph; for a few, making the graph would take longer than it saves.
 * @param compute from `[batch, height, width, channels]`, −1…1, to `[batch, columns]`; the same operations each time
 */
export async function mapImages(
  source: ImageSource,
  compute: (images: Tensor) => Tensor,
  onProgress: (done: number) => Promise<void> | void = () => undefined,
): Promise<Matrix> {
  const { height, width, channels } = source.shape;
  const shape = [batchSize, height, width, channels];
  const ofBytes = (bytes: Tensor): Tensor => compute(toNetworkRange(pixelsToUnit(bytes)));
  const graph = source.count < worthAGraph ? undefined : compileFunction(ofBytes, shape);
  try {
    let result: Matrix = { rows: source.count, columns: 0, values: new Float32Array() };
    let done = 0;
    for (const indices of consecutiveBatches(source.count, batchSize)) {
      const pixels = readPixels(source, indices);
      const values = graph
        ? graph.run(filledUp(pixels, shape))
        : eagerly(ofBytes, pixels, [indices.length, height, width, channels]);
      if (done === 0) {
        const columns = values.length / (graph ? batchSize : indices.length);
        result = { rows: source.count, columns, values: new Float32Array(source.count * columns) };
      }
      const { columns } = result;
      result.values.set(values.subarray(0, indices.length * columns), done * columns);
      done += indices.length;
      await onProgress(done);
    }
    return result;
  } finally {
    graph?.dispose();
  }
}

function eagerly(
  compute: (bytes: Tensor) => Tensor,
  pixels: Uint8Array,
  shape: readonly number[],
): Float32Array {
  const output = tf.tidy(() => compute(bytesTensor(pixels, shape)));
  const values = output.dataSync() as Float32Array;
  output.dispose();
  return values;
}

/** The last batch, with black images for those that it lacks: a graph takes whole batches only. */
function filledUp(pixels: Uint8Array, shape: readonly number[]): Uint8Array {
  const size = shape.reduce((product, each) => product * each, 1);
  if (pixels.length === size) return pixels;
  const whole = new Uint8Array(size);
  whole.set(pixels);
  return whole;
}
