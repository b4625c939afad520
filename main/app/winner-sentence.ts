import { baselineKinds, type ClassifierKindName } from '../../shared/classifier-kinds.ts';
import type { JobResult } from '../../shared/training.ts';
import { titleOf } from './classifier-titles.ts';
import { points } from './points.ts';
import { recommendedSentence } from './recommended-sentence.ts';

type Compared = Pick<JobResult<'compare'>, 'best' | 'lead' | 'scores'>;
type Lead = readonly [ClassifierKindName, { difference: number; interval: [number, number] }];

/** Says plainly which is best or which are level, how sure that is, and which is used if that is another. */
export function winnerSentence({
  best,
  lead,
  scores,
  chosen,
}: Compared & {
  /** Runs of earlier versions chose nothing. */
  chosen?: JobResult<'compare'>['chosen'] | undefined;
}): string {
  if (best === null || scores === null) {
    return 'No labelled test samples were given, so nothing can be said about accuracy.';
  }
  const leads = (Object.entries(lead) as Lead[]).sort((a, b) => a[1].difference - b[1].difference);
  const level = leads.filter(([, { difference }]) => difference === 0);
  const others = leads.slice(level.length);
  return [
    level.length === 0 ? firstPlace(best, others) : sharedPlace(best, level),
    level.length === 0 ? ahead(others) : '',
    notClear(level.length === 0 ? others.slice(1) : others),
    recommendedSentence({ best, chosen, lead }, titleOf),
  ]
    .filter((each) => each !== '')
    .join(' ');
}

const isBaseline = (kind: ClassifierKindName): boolean => baselineKinds.includes(kind);

/** Of one that got more right than any other. A baseline wins only where it is clearly ahead of all that is pretrained. */
function firstPlace(best: ClassifierKindName, others: readonly Lead[]): string {
  if (!isBaseline(best)) return `Best: ${titleOf(best)}.`;
  const isClear = others.every(([kind, { interval }]) => isBaseline(kind) || interval[0] > 0);
  return isClear
    ? `A baseline wins: ${titleOf(best)}. Pretraining did not pay off here; pretrain for longer or with another task.`
    : `A baseline leads, but it may be chance: ${titleOf(best)}.`;
}

/** Of several that got just as many right. */
function sharedPlace(best: ClassifierKindName, level: readonly Lead[]): string {
  const kinds = [best, ...level.map(([kind]) => kind)];
  const draw = new Set(kinds.map(isBaseline)).size === 2;
  const [, { interval }] = level[0] ?? [best, { interval: [0, 0] }];
  return `${draw ? 'A draw: a baseline does as well as pretraining. ' : ''}These ${kinds.length} get just as many right: ${titles(kinds)} (95 % interval of a difference ${points(interval[0])} to ${points(interval[1])} points).`;
}

/** How far the first is ahead of the second. */
function ahead([second]: readonly Lead[]): string {
  if (second === undefined) return '';
  const [kind, { difference, interval }] = second;
  const range = `${points(interval[0])} to ${points(interval[1])}`;
  return interval[0] > 0
    ? `It is ahead of ${titleOf(kind)} by ${points(difference)} points (95 % interval ${range}, same test samples).`
    : `It is not clearly ahead of ${titleOf(kind)}: ${points(difference)} points, 95 % interval ${range}.`;
}

/** Others that may be as good. */
function notClear(others: readonly Lead[]): string {
  const kinds = others.filter(([, { interval }]) => interval[0] <= 0).map(([kind]) => kind);
  if (kinds.length === 0) return '';
  return `Not clearly behind ${kinds.length === 1 ? 'is' : 'are'} ${titles(kinds)}.`;
}

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const titles = (kinds: readonly ClassifierKindName[]): string => list.format(kinds.map(titleOf));
