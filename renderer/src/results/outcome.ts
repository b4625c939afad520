import { baselineKinds } from '../../../shared/classifier-kinds.ts';
import type { ClassifierKind, Results } from '../../../shared/contract/results.ts';

type Score = Results['scores'][number];

/**
 * What the scores say about pretraining. `…Close`: the interval of the difference includes none. `level`: there is
 * none.
 */
export interface Outcome {
  kind: 'untested' | 'pretraining' | 'pretrainingClose' | 'level' | 'baseline' | 'baselineClose';
  best: Score | null;
  /** The best of the other camp: baselines for a pretrained winner, pretrained ones for a baseline. */
  rival: Score | null;
  /** Of the winner's own camp, when it does about as well. */
  equal: Score | null;
}

const isPretrained = (kind: ClassifierKind): boolean => !baselineKinds.includes(kind);

/** Whether what the best is ahead by may be none. */
export const mayBeChance = ({ behind }: Score): boolean =>
  behind !== null && behind.interval[0] <= 0;

/** Whether a kind of classifier got just as many right as the best one. */
export const isLevel = ({ scores }: Pick<Results, 'scores'>, kind: ClassifierKind): boolean =>
  scores.find((score) => score.kind === kind)?.behind?.difference === 0;

/** Reads the scores of a fine-tuning: did pretraining pay off, and how sure is that? */
export function outcomeOf({ scores, best: bestKind }: Pick<Results, 'scores' | 'best'>): Outcome {
  const best = scores.find(({ kind }) => kind === bestKind) ?? null;
  if (best === null) return { kind: 'untested', best: null, rival: null, equal: null };
  const pretrained = isPretrained(best.kind);
  const others = scores.filter(({ kind }) => kind !== best.kind);
  const nearest = (camp: readonly Score[]): Score | null =>
    camp.toSorted((a, b) => (a.behind?.difference ?? 0) - (b.behind?.difference ?? 0))[0] ?? null;
  const rival = nearest(others.filter(({ kind }) => isPretrained(kind) !== pretrained));
  const friend = nearest(others.filter(({ kind }) => isPretrained(kind) === pretrained));
  const close = rival !== null && mayBeChance(rival);
  return {
    kind:
      rival?.behind?.difference === 0
        ? 'level'
        : `${pretrained ? 'pretraining' : 'baseline'}${close ? 'Close' : ''}`,
    best,
    rival,
    equal: friend !== null && mayBeChance(friend) ? friend : null,
  };
}
