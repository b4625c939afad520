import { argMaxRows, type Matrix, rowOf } from '../data/matrix.ts';

export interface KeepRule {
  /** What is at least this sure is kept, 0…1. */
  sure: number;
  /** Of the images called a class, this share is kept at least: a class that is hard to be sure of would die out. */
  least: number;
  /** And this share at most. */
  most: number;
}

/** A sure label that a model gave. */
export interface KeptLabel {
  row: number;
  label: number;
  /** Probability of the class, 0…1. */
  sureness: number;
}

/**
 * The labels that a model is surest of, by a threshold of each class's own: the common one, lowered or raised so that the class keeps
 * between two shares of what is called by its name (in the spirit of class-balanced self-training, Zou et al. 2018, arXiv
 * 1810.07911, and FlexMatch, Zhang et al. 2021, arXiv 2110.08263).
 *
 * @param probabilities calibrated, `[n, classes]`; 0 for classes that a person took back, which are never kept
 * @param taken rows that are not asked for: they have a person's label
 * @returns surest first
 */
export function keepConfident(
  probabilities: Matrix,
  taken: ReadonlySet<number>,
  { sure, least, most }: KeepRule,
): KeptLabel[] {
  const guesses = argMaxRows(probabilities);
  const ofClass = Array.from({ length: probabilities.columns }, (): KeptLabel[] => []);
  guesses.forEach((label, row) => {
    const sureness = rowOf(probabilities, row)[label] ?? 0;
    // Nothing is left of a row whose every class was taken back.
    if (taken.has(row) || sureness === 0) return;
    ofClass[label]?.push({ row, label, sureness });
  });
  const surer = (a: KeptLabel, b: KeptLabel): number => b.sureness - a.sureness || a.row - b.row;
  return ofClass
    .flatMap((called) => {
      const count = called.filter(({ sureness }) => sureness >= sure).length;
      const kept = Math.min(most * called.length, Math.max(least * called.length, count));
      return called.sort(surer).slice(0, Math.round(kept));
    })
    .sort(surer);
}
