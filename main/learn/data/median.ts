/** The middle value; of an even number the larger of the two in the middle, of none 0. */
export function median(values: ArrayLike<number>): number {
  return Float64Array.from(values).sort()[Math.floor(values.length / 2)] ?? 0;
}
