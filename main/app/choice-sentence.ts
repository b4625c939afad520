import type { JobResult } from '../../shared/training.ts';
import { classifierTitles } from './classifier-titles.ts';
import { points } from './points.ts';

/** Why a classifier was chosen without test images. */
export function choiceSentence({
  chosen: { kind, over },
  estimates,
}: Pick<JobResult<'compare'>, 'chosen' | 'estimates'>): string {
  if (estimates[kind] === undefined) {
    const untried = 'with a single label of a class nothing can be tried';
    return kind === 'combined'
      ? `${classifierTitles.propagation} and the ${classifierTitles.scratch}, multiplied: ${untried}, and the two agree too little to trust one alone.`
      : `${classifierTitles[kind]}: usually the best with so few labels; ${untried}.`;
  }
  if (over === null) {
    return `${classifierTitles[kind]}: usually the best with this many labels, and no other was clearly more often right on labels hidden from it.`;
  }
  return `${classifierTitles[kind]}: on ${over.tried} labels hidden from both it was right ${points(over.lead)} points more often than ${classifierTitles[over.kind]} (standard error ${points(over.standardError)}).`;
}
