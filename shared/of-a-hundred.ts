import type { UnsureRecord } from './training.ts';

/** What a threshold leaves of the answers to 100 pictures; null where no labels were hidden to tell. */
export interface OfAHundred {
  /** 0…100 */
  answered: number;
  /** Share of these that is right, 0…1; null when nothing is answered. */
  right: number | null;
  /** Labels that it was estimated on. */
  labels: number;
}

/** @param hundredths the threshold, 0…99 */
export function ofAHundred(found: UnsureRecord | null, hundredths: number): OfAHundred | null {
  if (found === null || found.samples === 0) return null;
  const answered = found.answered[hundredths] ?? 0;
  return {
    answered: Math.round((100 * answered) / found.samples),
    right: answered === 0 ? null : (found.right[hundredths] ?? 0) / answered,
    labels: found.samples,
  };
}
