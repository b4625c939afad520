export interface Peeked {
  /** The first bytes: as many as asked for, where there are as many. */
  head: Buffer;
  /** All bytes, the first ones once more. */
  all: AsyncIterable<Uint8Array>;
  /** Ends reading (and so closes the file), wherever it is. */
  close(): Promise<void>;
}

export async function peek(chunks: AsyncIterable<Uint8Array>, most: number): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < most) {
    const next = await iterator.next();
    if (next.done === true) break;
    first.push(next.value);
    bytes += next.value.length;
  }
  const head = Buffer.concat(first).subarray(0, most);
  const all = async function* (): AsyncGenerator<Uint8Array> {
    yield* first.splice(0);
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
      yield next.value;
    }
  };
  return {
    head,
    all: all(),
    async close() {
      await iterator.return?.();
    },
  };
}
