import { mixSeed, permutation } from '../data/seeded.ts';

/** Of a label that is never hidden, since its class has no other. */
const alwaysShown = -1;
/** So many of the labels must be such that can be hidden, and of so many classes: fewer would tell too little of all. */
const leastHidden = 0.75;
const leastClasses = 2;

/**
 * Deals each class's samples over the folds. The only one of its class is in none of them: it is always learnt from, and never tried.
 * @returns the fold of each sample, −1 for none; null when a class has no sample, and when those in a fold are of one class or fewer than three quarters
 */
export function stratifiedFolds(
  labels: Int32Array,
  classes: number,
  count: number,
  seed: number,
): Int32Array | null {
  const result = new Int32Array(labels.length).fill(alwaysShown);
  let dealt = 0;
  let dealtClasses = 0;
  for (let label = 0; label < classes; label++) {
    const members = Array.from(labels.keys()).filter((i) => labels[i] === label);
    if (members.length === 0) return null;
    if (members.length === 1) continue;
    dealtClasses += 1;
    for (const position of permutation(members.length, mixSeed(seed, 'fold', label))) {
      result[members[position] ?? 0] = dealt % count;
      dealt += 1;
    }
  }
  const isEnough = dealtClasses >= leastClasses && dealt >= leastHidden * labels.length;
  return isEnough ? result : null;
}

/** The folds that samples are in, rising. */
export function foldsIn(folds: Int32Array): number[] {
  return [...new Set(folds)].filter((fold) => fold !== alwaysShown).sort((a, b) => a - b);
}

/** Positions of the samples that are in a fold, rising: they are tried. */
export function inFolds(folds: Int32Array): Int32Array {
  return Int32Array.from(folds.keys()).filter((i) => folds[i] !== alwaysShown);
}
