/**
 * Mean of paired differences and its standard error, with n − 1 in the variance.
 * @returns a mean of 0 and an error of NaN, which nothing exceeds, for none
 */
export function meanGain(gains: ArrayLike<number>): { mean: number; standardError: number } {
  const values = Float64Array.from(gains);
  const count = values.length;
  const mean = values.reduce((sum, gain) => sum + gain, 0) / Math.max(1, count);
  const squares = values.reduce((sum, gain) => sum + (gain - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / Math.max(1, count - 1) / count) };
}
