import type { LiveImage } from '../../shared/training.ts';

/** Images that were sent and not taken yet, in their order. */
export class ImageQueue {
  readonly #images: LiveImage[] = [];
  #closed = false;
  #wake: (() => void) | undefined;

  add(image: LiveImage): void {
    this.#images.push(image);
    this.#wake?.();
  }

  /** No more will come: whoever waits is told. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** The next image, once there is one; null after the end. What was sent before the end is not waited for either. */
  async next(): Promise<LiveImage | null> {
    while (!this.#closed) {
      const image = this.#images.shift();
      if (image !== undefined) return image;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return null;
  }
}
