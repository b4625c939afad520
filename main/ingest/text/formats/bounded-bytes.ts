/** The beginning of a file, and whether there was more. */
export class BoundedBytes {
  isCut = false;
  hasBytes = false;
  readonly #chunks: AsyncIterable<Uint8Array>;
  readonly #most: number;

  constructor(chunks: AsyncIterable<Uint8Array>, most: number) {
    this.#chunks = chunks;
    this.#most = most;
  }

  async *read(): AsyncGenerator<Uint8Array> {
    let left = this.#most;
    for await (const chunk of this.#chunks) {
      this.hasBytes ||= chunk.length > 0;
      this.isCut = chunk.length > left;
      yield chunk.subarray(0, left);
      left -= Math.min(left, chunk.length);
      if (this.isCut) return;
    }
  }
}
