import type { NumberResults } from '../../../../shared/contract/results.ts';

/** What the errors say about pretraining; `unclear`: the interval of the difference includes none. */
export type NumberOutcome = 'helped' | 'unclear' | 'not';

/** Null without a test. */
export function numberOutcome({
  pretraining,
}: Pick<NumberResults, 'pretraining'>): NumberOutcome | null {
  if (pretraining === null) return null;
  const [low, high] = pretraining.interval;
  return low > 0 ? 'helped' : high < 0 ? 'not' : 'unclear';
}
