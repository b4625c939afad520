/** A difference of probabilities as a share of 100, in figures that a person can read: `0.00009 %`. */
export function differenceText(difference: number): string {
  const percent = 100 * difference;
  if (percent === 0) return '0 %';
  // Two figures that are not zero say enough.
  const digits = Math.min(20, Math.max(0, 1 - Math.floor(Math.log10(percent))));
  return `${percent.toFixed(digits)} %`;
}

/** How far an export is from the app's own model. */
export function differenceKind(difference: number): 'same' | 'close' | 'far' {
  if (difference === 0) return 'same';
  return difference <= 1e-4 ? 'close' : 'far';
}
