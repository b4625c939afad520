import { closeSync, openSync } from 'node:fs';
import { messageOf, PretextError, systemCodeOf } from '../../shared/errors.ts';
import { PartialFile } from './partial-file.ts';
import { encodeHeader, readFully, readHeader, type TensorLocation } from './safetensors.ts';

/**
 * A thumbnail file: the thumbnails of one import, encoded image files (JPEG or PNG), one a row of its pack.
 * A safetensors file of two tensors: `bytes` uint8 `[n]`, one thumbnail after the other, and `offsets` int64
 * `[count + 1]`: thumbnail `row` is `bytes[offsets[row]] … bytes[offsets[row + 1] - 1]`. Appended as they come;
 * read by row, never whole.
 */

/** The header is written last, into space kept at the front. */
const reservedHeaderBytes = 256;
const offsetBytes = 8;
/** Of one thumbnail; more than any that is written (a text of a million characters), and what a damaged file may make us allocate. */
const maxThumbnailBytes = 8 * 1024 * 1024;

export class ThumbnailWriter {
  readonly #file: PartialFile;
  readonly #offsets = [0];

  /** Starts a file under a temporary name. */
  constructor(file: string) {
    this.#file = new PartialFile(file);
  }

  /** Appends one encoded image; returns its row. */
  append(thumbnail: Uint8Array): number {
    if (thumbnail.byteLength === 0 || thumbnail.byteLength > maxThumbnailBytes) {
      throw new Error(`a thumbnail of ${thumbnail.byteLength} bytes`);
    }
    const begin = this.#offsets.at(-1) ?? 0;
    this.#file.write(thumbnail, reservedHeaderBytes + begin);
    this.#offsets.push(begin + thumbnail.byteLength);
    return this.#offsets.length - 2;
  }

  /** Completes the file; see `PartialFile`. Returns the number of thumbnails. */
  async finish(): Promise<number> {
    const used = this.#offsets.at(-1) ?? 0;
    // The offsets begin at a multiple of their size, so that others can map the file into memory.
    const bytes = Math.ceil(used / offsetBytes) * offsetBytes;
    this.#file.write(new Uint8Array(bytes - used), reservedHeaderBytes + used);
    this.#file.write(encodeOffsets(this.#offsets), reservedHeaderBytes + bytes);
    const header = encodeHeader(
      new Map([
        ['bytes', { dtype: 'U8', shape: [bytes] }],
        ['offsets', { dtype: 'I64', shape: [this.#offsets.length] }],
      ] as const),
      {},
      reservedHeaderBytes,
    );
    if (header.byteLength !== reservedHeaderBytes) {
      throw new Error('thumbnail header outgrew its space');
    }
    this.#file.write(header, 0);
    await this.#file.finish();
    return this.#offsets.length - 1;
  }

  /** Removes what was written, unless it was finished. */
  abort(): void {
    this.#file.abort();
  }
}

function encodeOffsets(offsets: readonly number[]): Buffer {
  const out = Buffer.alloc(offsets.length * offsetBytes);
  offsets.forEach((offset, i) => void out.writeBigInt64LE(BigInt(offset), i * offsetBytes));
  return out;
}

/** Reads thumbnails of one file by row. */
export class ThumbnailReader {
  readonly file: string;
  readonly count: number;
  readonly #fd: number;
  readonly #bytes: TensorLocation;
  readonly #offsets: TensorLocation;

  /** @throws {PretextError} `corrupt-file` when the file is no thumbnail file; `not-found` */
  constructor(file: string) {
    this.file = file;
    this.#fd = openThumbnails(file);
    try {
      const { locations } = readHeader(file, this.#fd);
      const bytes = locations.get('bytes');
      const offsets = locations.get('offsets');
      const [length = 0] = offsets?.shape ?? [];
      if (
        bytes?.dtype !== 'U8' ||
        bytes.shape.length !== 1 ||
        offsets?.dtype !== 'I64' ||
        offsets.shape.length !== 1 ||
        length < 1
      ) {
        throw this.#corrupt('it holds no thumbnails');
      }
      this.#bytes = bytes;
      this.#offsets = offsets;
      this.count = length - 1;
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
  }

  /**
   * One thumbnail, an encoded image.
   * @throws {PretextError} `corrupt-file` when its offsets are none of this file
   * @throws {RangeError} when there is no such row
   */
  read(row: number): Buffer {
    if (!Number.isInteger(row) || row < 0 || row >= this.count) {
      throw new RangeError(`row ${row} of ${this.count}`);
    }
    const pair = Buffer.alloc(2 * offsetBytes);
    readFully(this.#fd, pair, this.#offsets.begin + row * offsetBytes);
    const begin = Number(pair.readBigInt64LE(0));
    const end = Number(pair.readBigInt64LE(offsetBytes));
    const stored = this.#bytes.end - this.#bytes.begin;
    if (begin < 0 || end <= begin || end > stored || end - begin > maxThumbnailBytes) {
      throw this.#corrupt(`thumbnail ${row} is said to be at bytes ${begin} to ${end}`);
    }
    const thumbnail = Buffer.alloc(end - begin);
    readFully(this.#fd, thumbnail, this.#bytes.begin + begin);
    return thumbnail;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #corrupt(what: string): PretextError {
    return new PretextError('corrupt-file', `${this.file} is damaged: ${what}.`, {
      path: this.file,
      remedy: 'Remove this file: smaller pictures are shown then. Or import the data again.',
    });
  }
}

function openThumbnails(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
    throw new PretextError('not-found', `${file} cannot be opened: ${messageOf(error)}`, {
      path: file,
      cause: error,
    });
  }
}
