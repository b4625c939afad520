import { mixSeed, permutation } from './seeded.ts';

/**
 * The order of the data: a new permutation each epoch, a function of (seed, epoch) alone.
 * Step numbers therefore say where a run is, and a resumed run sees the very same batches.
 */
export class ShuffledBatches {
  readonly #count: number;
  readonly #batchSize: number;
  readonly #seed: number;
  #epoch = -1;
  #order: Int32Array = new Int32Array();

  /** @param count images; @param batchSize images a step, cut to `count` */
  constructor(count: number, batchSize: number, seed: number) {
    this.#count = count;
    this.#batchSize = Math.min(batchSize, count);
    this.#seed = seed;
  }

  get batchSize(): number {
    return this.#batchSize;
  }

  /** Steps in one pass; the last, short batch is dropped so that every batch has one shape. */
  get stepsPerEpoch(): number {
    return Math.max(1, Math.floor(this.#count / this.#batchSize));
  }

  /** Indices of the images of a step, counted from 0 over all epochs. */
  at(step: number): Int32Array {
    const epoch = Math.floor(step / this.stepsPerEpoch);
    if (epoch !== this.#epoch) {
      this.#order = permutation(this.#count, mixSeed(this.#seed, 'epoch', epoch));
      this.#epoch = epoch;
    }
    const begin = (step % this.stepsPerEpoch) * this.#batchSize;
    return this.#order.slice(begin, begin + this.#batchSize);
  }
}
