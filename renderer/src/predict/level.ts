/** Of the meter, in dB below full scale: softer shows nothing. */
const range = 50;

/** A recording whose loudest sample is below this holds nothing to hear: 40 dB below full scale. */
export const tooSoft = 0.01;

/** How far a level meter stands, 0…1. @param peak 0…1 */
export function levelOf(peak: number): number {
  const decibels = 20 * Math.log10(Math.max(peak, 1e-9));
  return Math.min(1, Math.max(0, 1 + decibels / range));
}
