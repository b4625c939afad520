import { setImmediate as nextTurn } from 'node:timers/promises';

/** Milliseconds of work before other events get their turn. */
const sliceMs = 8;
const chunkLength = 4096;

/**
 * Long loops ask `due` and then await `pause()`, so that the process that imports keeps answering.
 * (Asking first costs nothing; awaiting at each step would.)
 */
export class Breather {
  #end = performance.now() + sliceMs;

  get due(): boolean {
    return performance.now() >= this.#end;
  }

  async pause(): Promise<void> {
    await nextTurn();
    this.#end = performance.now() + sliceMs;
  }
}

/** Stable merge sort that pauses: `Array.sort` of a million names would block for a second. */
export async function sortCooperatively<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
): Promise<T[]> {
  const breather = new Breather();
  let runs: T[][] = [];
  for (let start = 0; start < items.length; start += chunkLength) {
    runs.push(items.slice(start, start + chunkLength).sort(compare));
    if (breather.due) await breather.pause();
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let index = 0; index < runs.length; index += 2) {
      const left = runs[index] ?? [];
      const right = runs[index + 1];
      merged.push(right === undefined ? left : await merge(left, right, compare, breather));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (a: T, b: T) => number,
  breather: Breather,
): Promise<T[]> {
  const out: T[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const a = left[i] as T;
    const b = right[j] as T;
    if (compare(a, b) <= 0) {
      out.push(a);
      i += 1;
    } else {
      out.push(b);
      j += 1;
    }
    if ((i + j) % 1024 === 0 && breather.due) await breather.pause();
  }
  // One side is used up; what is left of the other is sorted already.
  for (; i < left.length; i++) out.push(left[i] as T);
  for (; j < right.length; j++) out.push(right[j] as T);
  return out;
}

/** By UTF-16 code units: the same order on every machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `for (const item of items) action(item)`, with pauses. */
export async function forEachCooperatively<T>(
  items: Iterable<T>,
  action: (item: T) => void,
): Promise<void> {
  const breather = new Breather();
  let count = 0;
  for (const item of items) {
    action(item);
    count += 1;
    if (count % 256 === 0 && breather.due) await breather.pause();
  }
}
