import { baselineKinds } from '../../shared/classifier-kinds.ts';
import type { JobResult } from '../../shared/training.ts';
import { titleOf } from './classifier-titles.ts';
import { points } from './points.ts';

/** Says plainly which is best, and how sure that is. */
export function winnerSentence({
  best,
  lead,
  scores,
}: Pick<JobResult<'compare'>, 'best' | 'lead' | 'scores'>): string {
  if (best === null || scores === null) {
    return 'No labelled test samples were given, so nothing can be said about accuracy.';
  }
  const title = titleOf(best);
  const second = Object.entries(lead).sort((a, b) => a[1].difference - b[1].difference)[0];
  const isBaseline = baselineKinds.includes(best);
  const verdict = isBaseline
    ? `A baseline wins: ${title}. Pretraining did not pay off here; pretrain for longer or with another task.`
    : `Best: ${title}.`;
  if (second === undefined) return verdict;
  const [kind, { difference, interval }] = second;
  const sure =
    interval[0] > 0
      ? `ahead of ${titleOf(kind)} by ${points(difference)} points (95 % interval ${points(interval[0])} to ${points(interval[1])}, same test samples)`
      : `not clearly ahead of ${titleOf(kind)}: ${points(difference)} points, 95 % interval ${points(interval[0])} to ${points(interval[1])}`;
  return `${verdict} It is ${sure}.`;
}
