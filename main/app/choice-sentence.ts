import type { JobResult } from '../../shared/training.ts';
import { classifierTitles } from './classifier-titles.ts';
import { points } from './points.ts';

/** Why a classifier was chosen without test images. */
export function choiceSentence({
  chosen: { kind, disagreement, over },
  estimates,
}: Pick<JobResult<'compare'>, 'chosen' | 'estimates'>): string {
  const title = classifierTitles[kind];
  const tried = estimates[kind] !== undefined;
  if (over !== null) {
    return `${title}: on ${over.tried} labels hidden from both it was right ${points(over.lead)} points more often than ${classifierTitles[over.kind]} (standard error ${points(over.standardError)}).`;
  }
  if (disagreement) {
    return tried
      ? `${title}, with the network from scratch added: propagation and it agree too little to trust one alone, and no other was clearly more often right on labels hidden from it.`
      : `${classifierTitles.propagation} and the ${classifierTitles.scratch}, multiplied: too few classes have two labels for anything to be tried, and the two agree too little to trust one alone.`;
  }
  return tried
    ? `${title}: it usually does well with this many labels, and no other was clearly more often right on labels hidden from it.`
    : `${title}: usually the best with so few labels; too few classes have two labels for anything to be tried.`;
}
