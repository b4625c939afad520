/** Whether the newest round made hidden labels likelier than every one before it: if not, another is not tried. */
export function stillHelps(likelihoods: readonly number[]): boolean {
  const newest = likelihoods.at(-1) ?? Number.NEGATIVE_INFINITY;
  // Also against nothing at all: a round that broke down (not a number) is the last.
  return [Number.NEGATIVE_INFINITY, ...likelihoods.slice(0, -1)].every((before) => newest > before);
}

/**
 * The round to stop after: hidden labels were likeliest then; of equals the first.
 * @param likelihoods log-likelihood of the hidden labels after each round
 */
export function bestRound(likelihoods: readonly number[]): number {
  let best = 0;
  likelihoods.forEach((likelihood, round) => {
    if (likelihood > (likelihoods[best] ?? Number.NEGATIVE_INFINITY)) best = round;
  });
  return best;
}
