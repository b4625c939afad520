import { type ClassifierKindName, classifierKindNames } from '../../../shared/classifier-kinds.ts';
import { argMaxRows } from '../data/matrix.ts';
import { meanGain } from '../evaluate/mean-gain.ts';
import { wilsonInterval } from '../evaluate/scores.ts';
import type { Trial } from './kinds/kind.ts';

/** How often a classifier was right on labels that it had not seen. */
export interface Estimate {
  /** 0…1 */
  accuracy: number;
  /** 95 % interval (Wilson). */
  interval: [number, number];
  /** Labels that it was tried on. */
  tried: number;
}

export interface Choice {
  kind: ClassifierKindName;
  /** Another one's place was taken: by how much more it was right on the same labels, and the standard error of that. */
  over: { kind: ClassifierKindName; lead: number; standardError: number; tried: number } | null;
}

type Trials = ReadonlyMap<ClassifierKindName, Trial | null>;

export function estimateOf(trial: Trial, labels: Int32Array): Estimate {
  const right = rightOf(trial, labels);
  const sum = [...right.values()].reduce((total, each) => total + each, 0);
  return {
    accuracy: sum / right.size,
    interval: wilsonInterval(sum, right.size),
    tried: right.size,
  };
}

/** Standard errors that a lead must have. With one, chance alone often found one of eight that had it. */
const clearly = 2;

/** What is taken when labels do not say otherwise: measured on photographs of clothes and on drawings (docs/benchmarks.md). */
const favourites: readonly ClassifierKindName[] = ['propagation', 'combined'];

/**
 * Chooses a classifier without test labels. The favourite is the one of two that was more often right on labels which it had not seen:
 * propagation with few labels, combined with many. It stays unless another was right more often on the same labels by more than two
 * standard errors of the difference: a handful of labels cannot tell eight classifiers apart, and the best of eight by chance is
 * mostly chance.
 */
export function chooseKind(trials: Trials, labels: Int32Array): Choice {
  const favourite = favouriteOf(trials, labels);
  if (favourite === undefined) throw new RangeError('nothing to choose from');
  const ofFavourite = trials.get(favourite);
  let choice: Choice = { kind: favourite, over: null };
  if (!ofFavourite) return choice;
  const before = rightOf(ofFavourite, labels);
  for (const [kind, trial] of trials) {
    if (trial === null || kind === favourite) continue;
    const gains = [...rightOf(trial, labels)].flatMap(([at, right]) => {
      const other = before.get(at);
      return other === undefined ? [] : [right - other];
    });
    const { mean: lead, standardError } = meanGain(gains);
    if (lead > clearly * standardError && lead > (choice.over?.lead ?? 0)) {
      choice = { kind, over: { kind: favourite, lead, standardError, tried: gains.length } };
    }
  }
  return choice;
}

/** Of equals the plainer; what was not tried comes last. */
function favouriteOf(trials: Trials, labels: Int32Array): ClassifierKindName | undefined {
  const accuracyOf = (kind: ClassifierKindName): number => {
    const trial = trials.get(kind);
    return trial ? estimateOf(trial, labels).accuracy : -1;
  };
  const known = favourites.filter((kind) => trials.has(kind));
  if (known.length === 0) return classifierKindNames[0];
  return known.reduce((best, kind) => (accuracyOf(kind) > accuracyOf(best) ? kind : best));
}

/** 1 or 0 for each tried label, by its position. */
function rightOf({ tried, logits }: Trial, labels: Int32Array): Map<number, number> {
  const guesses = argMaxRows(logits);
  return new Map(Array.from(tried, (at, i) => [at, Number(guesses[i] === labels[at])]));
}
