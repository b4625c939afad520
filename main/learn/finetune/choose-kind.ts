import { type ClassifierKindName, classifierKindNames } from '../../../shared/classifier-kinds.ts';
import type { DataKindName } from '../../../shared/sample-spec.ts';
import { argMaxRows } from '../data/matrix.ts';
import { meanGain } from '../evaluate/mean-gain.ts';
import { wilsonInterval } from '../evaluate/scores.ts';
import type { Trial } from './trial.ts';

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

/** What is taken when labels do not say otherwise. */
interface Favourites {
  /**
   * Where labels can be hidden, from so many labels a class on, in the mean: whichever is right most often on those; of equals the first. By rising
   * numbers, the first from 0 on.
   */
  tried: readonly { from: number; of: readonly ClassifierKindName[] }[];
  /** Where none can be hidden. */
  untried: ClassifierKindName;
}

/** Measured on photographs of clothes and on drawings (docs/benchmarks.md). */
const favouritesOfPictures: Favourites = {
  tried: [
    { from: 0, of: ['propagation', 'combined'] },
    { from: manyLabels, of: ['combined'] },
  ],
  untried: 'propagation',
};

/** Labels do not travel well in the graph of clips; networks see what moves once they have enough of them (docs/decisions/0054). */
const favouritesOfClips: Favourites = {
  tried: [
    { from: 0, of: ['nearest'] },
    { from: 5, of: ['frame_codes'] },
    { from: 10, of: ['nearest', 'frame_codes', 'fine_tuned', 'combined'] },
  ],
  untried: 'nearest',
};

/** Plain features of tables, mails and recordings say much, so that of equals the combination is better (docs/decisions/0044). */
const favouritesOfOthers: Favourites = {
  tried: [
    { from: 0, of: ['combined', 'propagation'] },
    { from: manyLabels, of: ['combined'] },
  ],
  untried: 'propagation',
};

export function favouritesFor(kind: DataKindName): Favourites {
  if (kind === 'images') return favouritesOfPictures;
  return kind === 'video' ? favouritesOfClips : favouritesOfOthers;
}

/** Whether a classifier may be the favourite of so many labels. */
export function mayBeFavourite(
  name: ClassifierKindName,
  { kind, labels, classes }: { kind: DataKindName; labels: number; classes: number },
): boolean {
  return groupsOf(favouritesFor(kind), labels, classes)[0]?.includes(name) === true;
}

/** Those of so many labels, and those of fewer, the nearest number first. */
function groupsOf(
  { tried }: Favourites,
  labels: number,
  classes: number,
): (readonly ClassifierKindName[])[] {
  return tried.flatMap(({ from, of }) => (labels >= from * classes ? [of] : [])).reverse();
}

/**
 * Chooses a classifier without test labels. The favourite is the one of a few (`favouritesFor`) that was most often right on labels which it had not seen. It stays unless another was right more often on the same labels by more than two and a half
 * standard errors of the difference: a handful of labels cannot tell eight classifiers apart, and the best of eight by chance is
 * mostly chance.
 * @param classWeights as for `estimateOf`
 * @param preferred the favourite, where the usual ones are not to be trusted
 */
export function chooseKind(
  trials: Trials,
  labels: Int32Array,
  favourites: Favourites,
  classWeights: ClassWeights = null,
  preferred: ClassifierKindName | null = null,
): Choice {
  const favourite = preferred ?? favouriteOf(trials, labels, favourites, classWeights);
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

function favouriteOf(
  trials: Trials,
  labels: Int32Array,
  favourites: Favourites,
  classWeights: ClassWeights,
): ClassifierKindName | undefined {
  const classes = 1 + labels.reduce((most, each) => Math.max(most, each), 0);
  const groups = groupsOf(favourites, labels.length, classes);
  for (const names of groups) {
    let best: { kind: ClassifierKindName; accuracy: number } | undefined;
    for (const kind of names) {
      const trial = trials.get(kind);
      if (!trial) continue;
      const { accuracy } = estimateOf(trial, labels, classWeights);
      if (best === undefined || accuracy > best.accuracy) best = { kind, accuracy };
    }
    if (best !== undefined) return best.kind;
  }
  return [favourites.untried, ...groups.flat(), ...classifierKindNames].find((kind) =>
    trials.has(kind),
  );
}

/** 1 or 0 for each tried label, by its position. */
function rightOf({ tried, logits }: Trial, labels: Int32Array): Map<number, number> {
  const guesses = argMaxRows(logits);
  return new Map(Array.from(tried, (at, i) => [at, Number(guesses[i] === labels[at])]));
}
