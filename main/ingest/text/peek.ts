/** The first bytes, at least `most` where there are as many, and all of them once more. */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
  most: number,
): Promise<{ head: Buffer; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < most) {
    const next = await iterator.next();
    if (next.done === true) break;
    first.push(next.value);
    bytes += next.value.length;
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      first.length = 0;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
        yield next.value;
      }
    } finally {
      await iterator.return?.(); // closes the file, also when nobody reads to the end
    }
  };
  return { head: Buffer.concat(first).subarray(0, most), all: all() };
}
