import type { Neighbours } from './nearest.ts';

/**
 * How far out each row is: its mean distance, 1 − cosine, to the nearest rows (Angiulli and Pizzuti 2002; with the k-th
 * distance alone, Ramaswamy, Rastogi, Shim 2000).
 * @param near the nearest of each of `count` rows
 */
export function meanDistances({ count: k, similarities }: Neighbours, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, row) => {
    let sum = 0;
    for (let rank = 0; rank < k; rank++) sum += 1 - (similarities[row * k + rank] ?? 0);
    return sum / Math.max(1, k);
  });
}

/** The rank of each value among all, 0 (the least) … 1 (the greatest). */
export function ranks(values: Float32Array): Float32Array {
  const order = Int32Array.from(values.keys()).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const result = new Float32Array(values.length);
  order.forEach((row, rank) => {
    result[row] = rank / Math.max(1, values.length - 1);
  });
  return result;
}
