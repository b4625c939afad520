import type { Cell } from './table.ts';

const mostRows = 10_000;
const mostCells = 2_000_000;
const fewestRows = 200;

/** Rows to look at of a table with so many columns. */
export function sampleSize(columns: number): number {
  const rows = Math.floor(mostCells / Math.max(1, columns));
  return Math.min(mostRows, Math.max(fewestRows, rows));
}

/**
 * Rows chosen evenly from a stream of unknown length (algorithm R: Vitter 1985, "Random Sampling with a Reservoir").
 * Up to `size` rows it holds all of them. The same seed keeps the same rows.
 */
export class RowSample {
  readonly #size: number;
  readonly #random: () => number;
  readonly #kept: { index: number; row: readonly Cell[] }[] = [];
  #seen = 0;

  constructor(seed: number, size = mostRows) {
    this.#size = size;
    this.#random = mulberry32(seed);
  }

  add(row: readonly Cell[]): void {
    const index = this.#seen;
    this.#seen += 1;
    if (this.#kept.length < this.#size) {
      this.#kept.push({ index, row });
      return;
    }
    const place = Math.floor(this.#random() * this.#seen);
    if (place < this.#size) this.#kept[place] = { index, row };
  }

  /** Rows added so far, kept or not. */
  get seen(): number {
    return this.#seen;
  }

  /** What was kept, in the order of the table, each with its number from 0. */
  get rows(): readonly { index: number; row: readonly Cell[] }[] {
    return [...this.#kept].sort((a, b) => a.index - b.index);
  }
}

/** T. Ettinger's mulberry32: 32 bits of state, good enough to choose rows. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
