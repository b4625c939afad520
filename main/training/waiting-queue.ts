/** What was sent and not taken yet, in its order. */
export class WaitingQueue<Item> {
  readonly #items: Item[] = [];
  #closed = false;
  #wake: (() => void) | undefined;

  add(item: Item): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** No more will come: whoever waits is told. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** The next one, once there is one; null after the end. What was sent before the end is not waited for either. */
  async next(): Promise<Item | null> {
    while (!this.#closed) {
      const item = this.#items.shift();
      if (item !== undefined) return item;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return null;
  }
}
