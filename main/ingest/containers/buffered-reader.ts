import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

const windowBytes = 1024 * 1024;

/**
 * Random access to a file for yauzl, a megabyte at a time: its own reader makes two streams for each
 * entry of the directory, which takes minutes for a million entries.
 */
export class BufferedReader extends RandomAccessReader {
  readonly #file: FileHandle;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(file: FileHandle) {
    super();
    this.#file = file;
  }

  override read(
    target: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.readAt(position, length).then(
      (bytes) => {
        bytes.copy(target, offset);
        setImmediate(callback, null); // others get their turn between two entries
      },
      (error: Error) => setImmediate(callback, error),
    );
  }

  /** @throws {Error} when the file ends before */
  async readAt(position: number, length: number): Promise<Buffer> {
    const from = position - this.#start;
    if (from >= 0 && from + length <= this.#window.length) {
      return this.#window.subarray(from, from + length);
    }
    const window = Buffer.allocUnsafe(Math.max(length, windowBytes));
    let filled = 0;
    for (let count = 1; count > 0 && filled < window.length; filled += count) {
      const rest = window.length - filled;
      ({ bytesRead: count } = await this.#file.read(window, filled, rest, position + filled));
    }
    this.#window = window.subarray(0, filled);
    this.#start = position;
    if (filled < length) throw new Error('the file ends too early');
    return this.#window.subarray(0, length);
  }

  override _readStreamForRange(): Readable {
    throw new Error('entries are read by the decoder processes');
  }

  override close(callback: (error: Error | null) => void): void {
    callback(null); // whoever opened the file closes it
  }
}
