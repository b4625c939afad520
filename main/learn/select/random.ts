import { permutation } from '../data/seeded.ts';

/** Unlabelled rows in a random order: what every other strategy must beat. */
export function suggestRandom(
  rows: number,
  labelled: readonly number[],
  count: number,
  seed: number,
): { row: number; score: number }[] {
  const taken = new Set(labelled);
  return Array.from(permutation(rows, seed))
    .filter((row) => !taken.has(row))
    .slice(0, Math.max(0, count))
    .map((row) => ({ row, score: 0 }));
}
