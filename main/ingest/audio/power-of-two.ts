/** The nearest one on a scale of ratios. */
export function powerOfTwo(value: number): number {
  return 2 ** Math.round(Math.log2(value));
}
