import { type ClassifierKindName, classifierKindNames } from '../../../shared/classifier-kinds.ts';
import type { DataKindName } from '../../../shared/sample-spec.ts';
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
  /** Propagation and the network from scratch agreed too little for the usual favourites to be trusted. */
  disagreement: boolean;
  /** Another one's place was taken: by how much more it was right on the same labels, and the standard error of that. */
  over: { kind: ClassifierKindName; lead: number; standardError: number; tried: number } | null;
}

/**
 * Labels a class, in the mean, from which on the combination is the favourite: at 25 and more it was better in each of five sets of labels by
 * 0.6 to 2.8 points, and hidden labels did not always show it (docs/decisions/0020).
 */
const manyLabels = 20;

/** Whether there are so many. */
export function areMany(labels: Int32Array, classes: number): boolean {
  return labels.length >= manyLabels * classes;
}

type Trials = ReadonlyMap<ClassifierKindName, Trial | null>;
/** One a class; null for all alike. */
type ClassWeights = readonly number[] | null;

function weightOf(label: number, classWeights: ClassWeights): number {
  return classWeights?.[label] ?? 1;
}

/**
 * @param classWeights how often a sample of each class comes for one that was labelled, mean 1 over the labels; all alike when null. Of
 *   unequal ones the interval is that of fewer labels (Kish 1965, Survey Sampling, section 11.7: (Σ w)² / Σ w²)
 */
export function estimateOf(trial: Trial, labels: Int32Array, classWeights: ClassWeights): Estimate {
  let [right, all, squares] = [0, 0, 0];
  for (const [at, isRight] of rightOf(trial, labels)) {
    const weight = weightOf(labels[at] ?? 0, classWeights);
    right += weight * isRight;
    all += weight;
    squares += weight * weight;
  }
  const accuracy = right / all;
  const count = (all * all) / squares;
  return {
    accuracy,
    interval: wilsonInterval(accuracy * count, count),
    tried: trial.tried.length,
  };
}

/** Standard errors that a lead must have: chance gives one of eight so much in 5 % of cases (Bonferroni: one side of the normal distribution at 0.05 / 8). */
const clearly = 2.5;

/** What is taken when labels do not say otherwise: measured on photographs of clothes, drawings, tables, recordings and mails (docs/benchmarks.md). */
const usualFavourites: readonly ClassifierKindName[] = ['propagation', 'combined'];

/** Neighbours in the graph of clips look alike and move otherwise, so that labels do not travel well (docs/decisions/0043). */
const favouritesOfClips: readonly ClassifierKindName[] = [
  'nearest',
  'frame_codes',
  ...usualFavourites,
];

/** Those of a kind of data, the one first that is taken when nothing can be tried. */
export function favouritesFor(kind: DataKindName): readonly ClassifierKindName[] {
  return kind === 'video' ? favouritesOfClips : usualFavourites;
}

/**
 * Chooses a classifier without test labels. The favourite is the one of a few that was most often right on labels which it had not seen, of
 * equals the first; with twenty labels a class and more it is the combination. It stays unless another was right more often on the same labels by more than two and a half
 * standard errors of the difference: a handful of labels cannot tell eight classifiers apart, and the best of eight by chance is
 * mostly chance.
 * @param classWeights as for `estimateOf`
 * @param preferred the favourite, where the usual ones are not to be trusted
 * @param favourites as `favouritesFor`
 */
export function chooseKind(
  trials: Trials,
  labels: Int32Array,
  classWeights: ClassWeights = null,
  preferred: ClassifierKindName | null = null,
  favourites = usualFavourites,
): Choice {
  const favourite = preferred ?? favouriteOf(trials, labels, classWeights, favourites);
  const disagreement = preferred !== null;
  if (favourite === undefined) throw new RangeError('nothing to choose from');
  const ofFavourite = trials.get(favourite);
  let choice: Choice = { kind: favourite, disagreement, over: null };
  if (!ofFavourite) return choice;
  const before = rightOf(ofFavourite, labels);
  for (const [kind, trial] of trials) {
    if (trial === null || kind === favourite) continue;
    const gains = [...rightOf(trial, labels)].flatMap(([at, right]) => {
      const other = before.get(at);
      const weight = weightOf(labels[at] ?? 0, classWeights);
      return other === undefined ? [] : [weight * (right - other)];
    });
    const { mean: lead, standardError } = meanGain(gains);
    if (lead > clearly * standardError && lead > (choice.over?.lead ?? 0)) {
      choice = {
        kind,
        disagreement,
        over: { kind: favourite, lead, standardError, tried: gains.length },
      };
    }
  }
  return choice;
}

/** What was not tried comes last. */
function favouriteOf(
  trials: Trials,
  labels: Int32Array,
  classWeights: ClassWeights,
  favourites: readonly ClassifierKindName[],
): ClassifierKindName | undefined {
  if (trials.get('combined') && areMany(labels, 1 + Math.max(...labels))) return 'combined';
  const accuracyOf = (kind: ClassifierKindName): number => {
    const trial = trials.get(kind);
    return trial ? estimateOf(trial, labels, classWeights).accuracy : -1;
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
