import { PretextError } from '../../../shared/errors.ts';
import { type ImageShape, PackedImageReader } from '../../files/packed-images.ts';
import { bytesTensor, pixelsToUnit } from '../engine/bytes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import type { InputSpec } from '../engine/trace/inputs.ts';

/** Images by index; none is in memory before it is asked for. */
export interface ImageSource {
  readonly count: number;
  readonly shape: ImageShape;
  /** Copies image `index`, uint8 `[height, width, channels]`, into `target` at `offset` bytes. */
  readInto(index: number, target: Uint8Array, offset: number): void;
}

/** A row of one of several packed files. */
export interface PackedRow {
  file: string;
  row: number;
}

/** Chosen rows of packed image files as one source. Close it when done. */
export class PackedSource implements ImageSource {
  readonly shape: ImageShape;
  readonly #rows: readonly PackedRow[];
  readonly #readers = new Map<string, PackedImageReader>();

  /** @throws {PretextError} `no-data` without rows; `corrupt-file` when files differ in shape */
  constructor(rows: readonly PackedRow[]) {
    this.#rows = rows;
    for (const { file } of rows) {
      if (!this.#readers.has(file)) this.#readers.set(file, new PackedImageReader(file));
    }
    const [first, ...others] = this.#readers.values();
    if (first === undefined) {
      throw new PretextError('no-data', 'There are no images to work on.', {
        remedy: 'Import images first.',
      });
    }
    this.shape = first.shape;
    for (const { shape, file } of others) {
      if (JSON.stringify(shape) !== JSON.stringify(this.shape)) {
        throw new PretextError('corrupt-file', `${file} holds images of another size.`, {
          path: file,
          remedy: 'Import the data again.',
        });
      }
    }
  }

  get count(): number {
    return this.#rows.length;
  }

  readInto(index: number, target: Uint8Array, offset: number): void {
    const at = this.#rows[index];
    const reader = at === undefined ? undefined : this.#readers.get(at.file);
    if (at === undefined || reader === undefined) throw new RangeError(`image ${index}`);
    reader.readInto(at.row, target, offset);
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
  }
}

/** Some images of another source, in the given order. */
export function subset(source: ImageSource, indices: ArrayLike<number>): ImageSource {
  return {
    count: indices.length,
    shape: source.shape,
    readInto(index, target, offset) {
      const inner = indices[index];
      if (inner === undefined) throw new RangeError(`image ${index} of ${indices.length}`);
      source.readInto(inner, target, offset);
    },
  };
}

/** Reads images: uint8 `[indices, height, width, channels]`, end to end. A new array each time. */
export function readPixels(source: ImageSource, indices: ArrayLike<number>): Uint8Array {
  const { height, width, channels } = source.shape;
  const bytes = height * width * channels;
  const pixels = new Uint8Array(indices.length * bytes);
  for (let i = 0; i < indices.length; i++) source.readInto(indices[i] ?? -1, pixels, i * bytes);
  return pixels;
}

/** Reads images as one tensor: float32 `[indices, height, width, channels]`, values 0…1. */
export function readBatch(source: ImageSource, indices: ArrayLike<number>): Tensor {
  const { height, width, channels } = source.shape;
  const shape = [indices.length, height, width, channels];
  return tf.tidy(() => pixelsToUnit(bytesTensor(readPixels(source, indices), shape)));
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
