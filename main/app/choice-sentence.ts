import type { JobResult } from '../../shared/training.ts';
import { classifierTitles } from './classifier-titles.ts';
import { points } from './points.ts';

/** Why a classifier was chosen without test images. */
export function choiceSentence({ kind, over }: JobResult<'compare'>['chosen']): string {
  if (over === null) {
    return `${classifierTitles[kind]}: usually the best with this many labels, and no other was clearly more often right on labels hidden from it.`;
  }
  return `${classifierTitles[kind]}: on ${over.tried} labels hidden from both it was right ${points(over.lead)} points more often than ${classifierTitles[over.kind]} (standard error ${points(over.standardError)}).`;
}
