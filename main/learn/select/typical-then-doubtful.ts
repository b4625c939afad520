import type { WorkHooks } from '../data/give-way.ts';
import { type FewLabels, labelCounts } from '../propagate/propagated.ts';
import { suggestDoubtful } from './by-doubt.ts';
import { suggestBalanced } from './connected.ts';
import type { ConnectedPool } from './connected-pool.ts';
import type { SuggestedRow } from './suggested-row.ts';

/** Labels a class, in the mean, from which on what they leave in doubt is worth more than what is typical (docs/decisions/0045). */
const enoughToDoubt = 10;

/** Whether labels are few: what is typical counts, not what they leave in doubt. @param met classes that have a label */
export function areFew(labels: number, met: number): boolean {
  return met < 2 || labels < enoughToDoubt * met;
}

/**
 * What to label next, whatever there is: what is typical of connected groups (`suggestBalanced`) while labels are few, then the closest calls
 * (`suggestDoubtful` by margin), in the same features. With a handful doubt asks for the odd ones, and with many the typical ones are known
 * (Hacohen, Dekel, Weinshall 2022, arXiv 2202.02794, section 3).
 */
export async function suggestTypicalThenDoubtful(
  pool: ConnectedPool,
  known: FewLabels,
  count: number,
  seed: number,
  hooks?: WorkHooks,
): Promise<SuggestedRow[]> {
  const met = known.labels.length === 0 ? 0 : labelCounts(known).filter((each) => each > 0).length;
  return areFew(known.labels.length, met)
    ? await suggestBalanced(pool, known, count, seed, hooks)
    : await suggestDoubtful(pool.features, known, 'margin', count, seed, hooks);
}
