import type { ImageShape } from '../../files/packed-images.ts';
import type { InputSpec } from '../engine/trace/inputs.ts';
import type { PackedRow } from './packed-source.ts';

/** Images by index; none is in memory before it is asked for. */
export interface ImageSource {
  readonly count: number;
  readonly shape: ImageShape;
  /** Copies image `index`, uint8 `[height, width, channels]`, into `target` at `offset` bytes. */
  readInto(index: number, target: Uint8Array, offset: number): void;
  /** Where each image is, when they are rows of packed files: others can read them too. */
  readonly rows?: readonly PackedRow[];
}

/** Some images of another source, in the given order. */
export function subset(source: ImageSource, indices: ArrayLike<number>): ImageSource {
  const { rows } = source;
  return {
    count: indices.length,
    shape: source.shape,
    ...(rows === undefined ? {} : { rows: Array.from(indices, (index) => rowAt(rows, index)) }),
    readInto(index, target, offset) {
      const inner = indices[index];
      if (inner === undefined) throw new RangeError(`image ${index} of ${indices.length}`);
      source.readInto(inner, target, offset);
    },
  };
}

function rowAt(rows: readonly PackedRow[], index: number): PackedRow {
  const row = rows[index];
  if (row === undefined) throw new RangeError(`image ${index} of ${rows.length}`);
  return row;
}

/** Reads images: uint8 `[indices, height, width, channels]`, end to end. A new array each time. */
export function readPixels(source: ImageSource, indices: ArrayLike<number>): Uint8Array {
  const { height, width, channels } = source.shape;
  const bytes = height * width * channels;
  const pixels = new Uint8Array(indices.length * bytes);
  for (let i = 0; i < indices.length; i++) source.readInto(indices[i] ?? -1, pixels, i * bytes);
  return pixels;
}

/** What a step takes batches of such images as. */
export function pixelInput({ shape }: ImageSource, batchSize: number): InputSpec {
  const { height, width, channels } = shape;
  return { dtype: 'uint8', shape: [batchSize, height, width, channels] };
}

/** Index ranges that cover a source in order, for passes over everything. */
export function* consecutiveBatches(count: number, batchSize: number): Generator<Int32Array> {
  for (let begin = 0; begin < count; begin += batchSize) {
    const size = Math.min(batchSize, count - begin);
    yield Int32Array.from({ length: size }, (_, i) => begin + i);
  }
}
