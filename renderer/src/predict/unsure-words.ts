import type { Unsure } from '../../../shared/contract/predict.ts';

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
