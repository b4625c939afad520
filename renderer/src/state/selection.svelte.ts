import { untrack } from 'svelte';

/**
 * Chosen samples; hundreds of thousands at once are fine. Who reads any of it is told of every change: what is shown
 * of a list is little, and a signal for each sample would be much.
 */
export class Selection {
  #samples = new Set<number>();
  #version = $state(0);

  get size(): number {
    void this.#version;
    return this.#samples.size;
  }

  has(sample: number): boolean {
    void this.#version;
    return this.#samples.has(sample);
  }

  /** @returns all of them, in the order in which they were chosen */
  ids(): Int32Array {
    void this.#version;
    return Int32Array.from(this.#samples);
  }

  /** Chooses a sample, or does so no longer. */
  toggle(sample: number): void {
    if (!this.#samples.delete(sample)) this.#samples.add(sample);
    this.#tell();
  }

  /** Chooses more. */
  add(samples: Iterable<number>): void {
    for (const sample of samples) this.#samples.add(sample);
    this.#tell();
  }

  /** Chooses these and no others. */
  set(samples: Iterable<number>): void {
    this.#samples = new Set(samples);
    this.#tell();
  }

  /** Chooses only those that are among these. */
  keep(samples: ReadonlySet<number>): void {
    const before = this.#samples.size;
    for (const sample of this.#samples) if (!samples.has(sample)) this.#samples.delete(sample);
    if (this.#samples.size !== before) this.#tell();
  }

  clear(): void {
    if (this.#samples.size === 0) return;
    this.#samples.clear();
    this.#tell();
  }

  #tell(): void {
    // An effect that changes the selection does not depend on it.
    this.#version = untrack(() => this.#version) + 1;
  }
}
