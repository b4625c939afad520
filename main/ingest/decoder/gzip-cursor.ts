import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { messageOf, systemCodeOf } from '../../../shared/errors.ts';
import { Refusal } from '../refusal.ts';
import type { RawPath } from './messages.ts';
import { openRegularFile } from './open-regular-file.ts';

/**
 * Reads a gzipped file at rising offsets, in constant memory. Going back starts again from the front;
 * skipping forward inflates and forgets, which is cheap beside decoding.
 */
export class GzipCursor {
  readonly file: RawPath;
  #chunks: AsyncIterator<Buffer> | null = null;
  /** Inflated, not handed out yet. */
  #rest: Buffer = Buffer.alloc(0);
  /** Inflated offset of `#rest`. */
  #position = 0;

  constructor(file: RawPath) {
    this.file = file;
  }

  /**
   * Up to `length` inflated bytes from `offset`; fewer at the end.
   * @throws {Refusal} when the compressed data are damaged or cut off
   */
  async read(offset: number, length: number): Promise<Buffer> {
    if (this.#chunks === null || offset < this.#position) await this.#rewind();
    await this.#skip(offset - this.#position);
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0 && (await this.#fill())) {
      const part = this.#take(missing);
      parts.push(part);
      missing -= part.length;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  /**
   * Reads to the end, where the checksum is, or until there are more than `most` bytes.
   * @returns the total of inflated bytes
   * @throws {Refusal} when the compressed data are damaged or cut off
   */
  async countBytes(most: number): Promise<number> {
    if (this.#chunks === null) await this.#rewind();
    while (this.#position <= most && (await this.#fill())) this.#take(this.#rest.length);
    return this.#position;
  }

  async close(): Promise<void> {
    await this.#chunks?.return?.();
    this.#chunks = null;
  }

  async #rewind(): Promise<void> {
    await this.close();
    const { fd } = openRegularFile(this.file);
    const gunzip = createGunzip();
    const bytes = createReadStream('', { fd });
    bytes.on('error', (error) => gunzip.destroy(error));
    gunzip.on('close', () => bytes.destroy());
    this.#chunks = bytes.pipe(gunzip)[Symbol.asyncIterator]();
    this.#rest = Buffer.alloc(0);
    this.#position = 0;
  }

  /** Makes sure that `#rest` holds something; `false` at the end. */
  async #fill(): Promise<boolean> {
    while (this.#rest.length === 0) {
      try {
        const next = await this.#chunks?.next();
        if (next === undefined || next.done === true) return false;
        this.#rest = next.value;
      } catch (error) {
        throw systemCodeOf(error) === 'Z_BUF_ERROR'
          ? new Refusal('truncated', 'is cut off: its gzipped data end too early')
          : new Refusal('corrupt', `is damaged: its gzipped data are broken (${messageOf(error)})`);
      }
    }
    return true;
  }

  #take(most: number): Buffer {
    const part = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(part.length);
    this.#position += part.length;
    return part;
  }

  async #skip(count: number): Promise<void> {
    let missing = count;
    while (missing > 0 && (await this.#fill())) missing -= this.#take(missing).length;
  }
}
