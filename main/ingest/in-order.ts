/**
 * Maps items with several under way at once and yields the results in the items' order.
 * @param ahead how many may be under way
 */
export async function* mapInOrder<T, R>(
  items: Iterable<T>,
  work: (item: T) => Promise<R>,
  ahead: number,
): AsyncGenerator<R> {
  const pending: Promise<R>[] = [];
  const iterator = items[Symbol.iterator]();
  const fill = (): void => {
    while (pending.length < ahead) {
      const next = iterator.next();
      if (next.done === true) return;
      const promise = work(next.value);
      promise.catch(() => undefined); // awaited below; this only keeps an early failure quiet till then
      pending.push(promise);
    }
  };
  fill();
  for (let first = pending.shift(); first !== undefined; first = pending.shift()) {
    const result = await first;
    fill();
    yield result;
  }
}
