/**
 * Mutual information, in nats, that two groupings of these sizes share by chance: both drawn anew with their sizes kept, so
 * that each cell of their table is hypergeometric (Vinh, Epps, Bailey 2010).
 * @param first,second sizes of the groups; both sum to the same number of samples
 */
export function expectedMutualInformation(
  first: readonly number[],
  second: readonly number[],
): number {
  const samples = first.reduce((sum, size) => sum + size, 0);
  const logFactorial = logFactorials(samples);
  const of = (n: number): number => logFactorial[n] ?? 0;
  let total = 0;
  for (const a of first) {
    for (const b of second) {
      const fixed = of(a) + of(b) + of(samples - a) + of(samples - b) - of(samples);
      for (let both = Math.max(1, a + b - samples); both <= Math.min(a, b); both++) {
        const chance = Math.exp(
          fixed - of(both) - of(a - both) - of(b - both) - of(samples - a - b + both),
        );
        total += (both / samples) * Math.log((samples * both) / (a * b)) * chance;
      }
    }
  }
  return total;
}

/** Logarithms of 0! … n!. */
function logFactorials(n: number): Float64Array {
  const values = new Float64Array(n + 1);
  for (let i = 2; i <= n; i++) values[i] = (values[i - 1] ?? 0) + Math.log(i);
  return values;
}
