/**
 * Linear warm-up, then half a cosine down to zero (Loshchilov and Hutter 2017, arXiv 1608.03983,
 * eq. 5 with one cycle; warm-up as in Goyal et al. 2017, arXiv 1706.02677, section 2.2).
 *
 * @param progress share of the run that is done, 0…1
 * @param warmup share of the run that warms up, 0…1
 * @returns the factor of the peak learning rate, 0…1
 */
export function cosineWithWarmup(progress: number, warmup: number): number {
  const done = Math.min(1, Math.max(0, progress));
  if (done < warmup) return done / warmup;
  return 0.5 * (1 + Math.cos((Math.PI * (done - warmup)) / (1 - warmup)));
}
