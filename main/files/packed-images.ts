import { closeSync, fsync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { PretextError } from '../../shared/errors.ts';
import { fsyncDir, writeFully } from './atomic-write.ts';
import { encodeHeader, readFully, readHeader } from './safetensors.ts';

/**
 * A packed image file: one safetensors tensor `images`, uint8 `[count, height, width, channels]`.
 * Images are decoded once, appended as they come, and read by row while training; the file is
 * never loaded whole (the operating system's page cache keeps the rows in use).
 */

export interface ImageShape {
  height: number;
  width: number;
  channels: 1 | 3;
}

const fsyncInBackground = promisify(fsync);

const tensorName = 'images';
/** The header is written last, into space kept at the front. */
const reservedHeaderBytes = 256;

export class PackedImageWriter {
  readonly file: string;
  readonly shape: ImageShape;
  readonly #temporary: string;
  readonly #fd: number;
  #count = 0;
  #open = true;

  /** Starts a file under a temporary name. */
  constructor(file: string, shape: ImageShape) {
    this.file = file;
    this.shape = shape;
    mkdirSync(path.dirname(file), { recursive: true });
    this.#temporary = `${file}.partial-${process.pid}`;
    this.#fd = openSync(this.#temporary, 'w');
  }

  /** Appends one image, uint8 `[height, width, channels]`; returns its row. */
  append(pixels: Uint8Array): number {
    const bytes = this.shape.height * this.shape.width * this.shape.channels;
    if (pixels.byteLength !== bytes) {
      throw new Error(`an image of ${pixels.byteLength} bytes where ${bytes} are expected`);
    }
    writeFully(this.#fd, pixels, reservedHeaderBytes + this.#count * bytes);
    this.#count += 1;
    return this.#count - 1;
  }

  /** Completes the file: header, fsync (which may take seconds on a slow disk), rename. Returns the number of images. */
  async finish(): Promise<number> {
    const { height, width, channels } = this.shape;
    const header = encodeHeader(
      new Map([[tensorName, { dtype: 'U8', shape: [this.#count, height, width, channels] }]]),
      {},
      reservedHeaderBytes,
    );
    if (header.byteLength !== reservedHeaderBytes)
      throw new Error('packed header outgrew its space');
    writeFully(this.#fd, header, 0);
    await fsyncInBackground(this.#fd);
    closeSync(this.#fd);
    this.#open = false;
    renameSync(this.#temporary, this.file);
    fsyncDir(path.dirname(this.file));
    return this.#count;
  }

  /** Removes what was written, unless it was finished. */
  abort(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#fd);
    rmSync(this.#temporary, { force: true });
  }
}

/** Reads rows of one packed image file. */
export class PackedImageReader {
  readonly file: string;
  readonly count: number;
  readonly shape: ImageShape;
  readonly #fd: number;
  readonly #begin: number;

  /** @throws {PretextError} `corrupt-file` when the file is no packed image file */
  constructor(file: string) {
    this.file = file;
    this.#fd = openSync(file, 'r');
    try {
      const location = readHeader(file, this.#fd).locations.get(tensorName);
      const [count, height, width, channels] = location?.shape ?? [];
      if (
        location?.dtype !== 'U8' ||
        location.shape.length !== 4 ||
        count === undefined ||
        height === undefined ||
        width === undefined ||
        (channels !== 1 && channels !== 3)
      ) {
        throw new PretextError('corrupt-file', `${file} holds no packed images.`, {
          path: file,
          remedy: 'Import the data again.',
        });
      }
      this.#begin = location.begin;
      this.count = count;
      this.shape = { height, width, channels };
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
  }

  /** Copies one row, uint8 `[height, width, channels]`, into `target` at `offset` bytes. */
  readInto(row: number, target: Uint8Array, offset: number): void {
    if (row < 0 || row >= this.count) throw new RangeError(`row ${row} of ${this.count}`);
    const { height, width, channels } = this.shape;
    const bytes = height * width * channels;
    readFully(this.#fd, target.subarray(offset, offset + bytes), this.#begin + row * bytes);
  }

  close(): void {
    closeSync(this.#fd);
  }
}
