/** A batch should take about this long: long enough to be worth a message, short enough to watch. */
const wantedMs = 120;
const largest = 64;
/** Decoded bytes in one message. */
const maxBatchBytes = 4 * 1024 * 1024;

/** How many files go in one message: many small ones, few large ones, learned on the way. */
export class BatchSizer {
  readonly #most: number;
  #size = 4;

  /** @param imageBytes of one decoded image; 0 when only headers come back */
  constructor(imageBytes: number) {
    this.#most = Math.max(
      1,
      Math.min(largest, Math.floor(maxBatchBytes / Math.max(1, imageBytes))),
    );
  }

  get size(): number {
    return Math.min(this.#size, this.#most);
  }

  /** @param ms that a batch of `count` files took */
  observe(count: number, ms: number): void {
    const fitting = (count * wantedMs) / Math.max(1, ms);
    // Not more than twice as many at once: the first files need not be like the rest.
    this.#size = Math.max(1, Math.min(Math.floor(fitting), count * 2, this.#most));
  }
}
