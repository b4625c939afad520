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
  /** All that got just as many right as the best; they may have the rival among them. */
  level: Score[];
  /** All others but the rival whose interval of the difference includes none, nearest first. */
  close: Score[];
}

const isPretrained = (kind: ClassifierKind): boolean => !baselineKinds.includes(kind);

/** Scores of kinds of model, and the first of them. */
interface Ranked<Kind extends string> {
  scores: readonly {
    kind: Kind;
    behind: { difference: number; interval: readonly [number, number] } | null;
  }[];
  best: Kind | null;
}

/** Whether what the best is ahead by may be none. */
export const mayBeChance = ({ behind }: Ranked<string>['scores'][number]): boolean =>
  behind !== null && behind.interval[0] <= 0;

/** Whether a kind of model does just as well as the best one. */
export const isLevel = <Kind extends string>(
  { scores }: Pick<Ranked<Kind>, 'scores'>,
  kind: Kind,
): boolean => scores.find((score) => score.kind === kind)?.behind?.difference === 0;

/**
 * What may be said of a model's place: `best` only of one that is clearly ahead of all, `ahead` of the first where that may be chance, `level` of each that
 * shares the first place; null of all others.
 */
export function placeOf<Kind extends string>(
  { scores, best }: Ranked<Kind>,
  kind: Kind,
): 'best' | 'ahead' | 'level' | null {
  const others = scores.filter((score) => score.kind !== best);
  if (kind !== best) return isLevel({ scores }, kind) ? 'level' : null;
  if (others.some((score) => isLevel({ scores }, score.kind))) return 'level';
  return others.some(mayBeChance) ? 'ahead' : 'best';
}

/** Reads the scores of a fine-tuning: did pretraining pay off, and how sure is that? */
export function outcomeOf({ scores, best: bestKind }: Pick<Results, 'scores' | 'best'>): Outcome {
  const best = scores.find(({ kind }) => kind === bestKind) ?? null;
  if (best === null) return { kind: 'untested', best: null, rival: null, level: [], close: [] };
  const pretrained = isPretrained(best.kind);
  const others = scores
    .filter(({ kind }) => kind !== best.kind)
    .sort((a, b) => (a.behind?.difference ?? 0) - (b.behind?.difference ?? 0));
  const rival = others.find(({ kind }) => isPretrained(kind) !== pretrained) ?? null;
  const isClose = rival !== null && mayBeChance(rival);
  return {
    kind:
      rival?.behind?.difference === 0
        ? 'level'
        : `${pretrained ? 'pretraining' : 'baseline'}${isClose ? 'Close' : ''}`,
    best,
    rival,
    level: others.filter(({ behind }) => behind?.difference === 0),
    close: others.filter(
      (score) => score !== rival && mayBeChance(score) && score.behind?.difference !== 0,
    ),
  };
}
