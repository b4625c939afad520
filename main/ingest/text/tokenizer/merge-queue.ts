/**
 * Pairs by how often they stand, the most frequent first and of equals the one of smaller tokens: a binary heap. A pair's
 * count may sink while it waits; whoever takes it out puts it back with the new one.
 */
export class MergeQueue {
  readonly #items: Waiting[] = [];

  push(item: Waiting): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent];
      if (above === undefined || !isBefore(item, above)) break;
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  pop(): Waiting | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      let below = items[child];
      if (below === undefined) break;
      const right = items[child + 1];
      if (right !== undefined && isBefore(right, below)) {
        child += 1;
        below = right;
      }
      if (!isBefore(below, last)) break;
      items[at] = below;
      at = child;
    }
    items[at] = last;
    return first;
  }
}

export interface Waiting {
  /** Index among the pairs. */
  pair: number;
  /** Of `pairKey`. */
  key: number;
  /** When it was put in. */
  count: number;
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.count > b.count || (a.count === b.count && a.key < b.key);
}
