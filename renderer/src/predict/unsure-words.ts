import type { Unsure } from '../../../shared/contract/predict.ts';

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
export function ofAHundred(found: Unsure['found'], hundredths: number): OfAHundred | null {
  if (found === null || found.samples === 0) return null;
  const answered = found.answered[hundredths] ?? 0;
  return {
    answered: Math.round((100 * answered) / found.samples),
    right: answered === 0 ? null : (found.right[hundredths] ?? 0) / answered,
    labels: found.samples,
  };
}

/** Which of the accuracies that can be asked for a threshold is; null for a threshold of its own. */
export function askedAt(
  { choices, found, isOwn }: Unsure,
  hundredths: number,
): Unsure['choices'][number] | null {
  const at = choices.filter(({ below }) => Math.round(100 * below) === hundredths);
  // Several may have the same threshold: what was found at first is meant unless a person moved it.
  const meant = isOwn ? undefined : at.find(({ accuracy }) => accuracy === found?.accuracy);
  return meant ?? at.at(-1) ?? null;
}
