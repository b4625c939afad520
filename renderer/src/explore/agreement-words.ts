import type { Agreement } from '../../../shared/contract/explore.ts';

export type AgreementVerdict = 'same' | 'mostly' | 'partly' | 'hardly';

/** Where the words change, in adjusted Rand index; a choice of ours, there is no convention. */
const bounds = { same: 0.9, mostly: 0.6, partly: 0.2 };
/** With fewer labels a class, the scores are said to be unsure. */
const labelsAClass = 10;

/** In a word, how well clusters agree with classes. */
export function verdictOf({ adjustedRand }: Agreement['all']): AgreementVerdict {
  if (adjustedRand >= bounds.same) return 'same';
  if (adjustedRand >= bounds.mostly) return 'mostly';
  return adjustedRand >= bounds.partly ? 'partly' : 'hardly';
}

export const areFew = ({ labels, classes }: Agreement['all']): boolean =>
  labels < labelsAClass * classes;
