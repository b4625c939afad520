/**
 * P(X ≥ successes) of a binomial: how likely so many are by chance.
 * @param share chance of each, above 0 and below 1
 */
export function binomialTail(successes: number, trials: number, share: number): number {
  // Terms by their logarithms: 0.9^10,000 is no number.
  let term = trials * Math.log1p(-share);
  let sum = successes <= 0 ? Math.exp(term) : 0;
  for (let i = 1; i <= trials; i++) {
    term += Math.log((trials - i + 1) / i) + Math.log(share) - Math.log1p(-share);
    if (i >= successes) sum += Math.exp(term);
  }
  return Math.min(1, sum);
}
