import { mixSeed, permutation } from './seeded.ts';

/**
 * The order of the data: a new permutation each epoch, a function of (seed, epoch) alone.
 * Step numbers therefore say where a run is, and a resumed run sees the very same batches.
 */
export class ShuffledBatches {
  readonly #count: number;
  readonly #batchSize: number;
  readonly #seed: number;
  readonly #fileOf: Int32Array | undefined;
  #epoch = -1;
  #order: Int32Array = new Int32Array();

  /**
   * @param count samples
   * @param batchSize samples a step, cut to `count`
   * @param fileOf where samples of one file shall come in pairs: the file of each
   */
  constructor(count: number, batchSize: number, seed: number, fileOf?: Int32Array) {
    this.#count = count;
    this.#batchSize = Math.min(batchSize, count);
    this.#seed = seed;
    this.#fileOf = fileOf;
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
      const order = permutation(this.#count, mixSeed(this.#seed, 'epoch', epoch));
      this.#order = this.#fileOf === undefined ? order : inPairs(order, this.#fileOf);
      this.#epoch = epoch;
    }
    const begin = (step % this.stepsPerEpoch) * this.#batchSize;
    return this.#order.slice(begin, begin + this.#batchSize);
  }
}

/** The same samples, each followed by the next one of its file that has no other before it. */
function inPairs(order: Int32Array, fileOf: Int32Array): Int32Array {
  const partners = new Map<number, number>();
  const waiting = new Map<number, number>();
  for (const sample of order) {
    const file = fileOf[sample] ?? -1;
    const first = waiting.get(file);
    if (first === undefined) waiting.set(file, sample);
    else {
      partners.set(first, sample);
      waiting.delete(file);
    }
  }
  const seconds = new Set(partners.values());
  const pairs = Array.from(order).flatMap((sample) => {
    if (seconds.has(sample)) return [];
    const partner = partners.get(sample);
    return partner === undefined ? [sample] : [sample, partner];
  });
  return Int32Array.from(pairs);
}
