/** UTF-8 bytes parsed before others have their turn. */
const chunkBytes = 64 * 1024;
/** Of a run first, then twice as many each time: a run may end in its first line, and what is parsed of it then is lost. */
const firstChunkBytes = 1024;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** What has been read of a text and may have to be read again, as UTF-8: from where the next run of a parser begins. */
export class CsvWindow {
  readonly #pieces: AsyncIterator<string>;
  #held: Buffer = Buffer.alloc(0);
  #isDone = false;
  /** Bytes of the run that were handed out, and that were forgotten. */
  #handed = 0;
  #forgotten = 0;
  #chunkBytes = firstChunkBytes;

  constructor(text: AsyncIterable<string>) {
    this.#pieces = text[Symbol.asyncIterator]();
  }

  /** Whether anything is left to read, from the beginning of what is held. */
  async beginRun(): Promise<boolean> {
    if (this.#held.length === 0) await this.#fetch();
    this.#handed = 0;
    this.#forgotten = 0;
    this.#chunkBytes = firstChunkBytes;
    return this.#held.length > 0;
  }

  /** The next bytes; `null` at the end. */
  async next(): Promise<Buffer | null> {
    const start = this.#handed - this.#forgotten;
    if (start >= this.#held.length) await this.#fetch();
    if (start >= this.#held.length) return null;
    const chunk = this.#held.subarray(start, start + this.#chunkBytes);
    this.#handed += chunk.length;
    this.#chunkBytes = Math.min(2 * this.#chunkBytes, chunkBytes);
    return chunk;
  }

  /** The bytes `[start, end)` of the run, as text. */
  text(start: number, end: number): string {
    return this.#held.toString('utf8', start - this.#forgotten, end - this.#forgotten);
  }

  /** The first `bytes` of the run will not be needed again. */
  forget(bytes: number): void {
    this.#held = this.#held.subarray(bytes - this.#forgotten);
    this.#forgotten = bytes;
  }

  /** Bytes of the first line that is held; -1 if it does not end there, and more is to come. */
  firstLineLength(): number {
    const end = lineEnd(this.#held);
    return end < 0 && this.#isDone ? this.#held.length : end;
  }

  /** Goes behind the first line that is held. */
  async skipLine(): Promise<void> {
    let end = lineEnd(this.#held);
    while (end < 0 && !this.#isDone) {
      this.#held = Buffer.alloc(0);
      await this.#fetch();
      end = lineEnd(this.#held);
    }
    if (end >= 0 && end + 1 === this.#held.length) await this.#fetch(); // perhaps the rest of a `\r\n`
    const isPair = this.#held[end] === carriageReturn && this.#held[end + 1] === lineFeed;
    this.#held = this.#held.subarray(end < 0 ? this.#held.length : end + (isPair ? 2 : 1));
  }

  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  /** Holds a chunk more, or all there is. */
  async #fetch(): Promise<void> {
    const found = [this.#held];
    for (let bytes = 0; bytes < chunkBytes && !this.#isDone; ) {
      const next = await this.#pieces.next();
      if (next.done === true) {
        this.#isDone = true;
      } else {
        const piece = Buffer.from(next.value);
        found.push(piece);
        bytes += piece.length;
      }
    }
    this.#held = Buffer.concat(found);
  }
}

/** Where the first line ends: at `\n`, `\r\n` or `\r`, as records do; -1 if it does not. */
function lineEnd(bytes: Buffer): number {
  const feed = bytes.indexOf(lineFeed);
  // No further than that: there may be none in megabytes.
  const before = feed < 0 ? bytes : bytes.subarray(0, feed);
  const carriage = before.indexOf(carriageReturn);
  return carriage < 0 ? feed : carriage;
}
