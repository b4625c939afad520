import type { KeptLabel } from '../../../shared/contract/kept.ts';

/** What is to be seen of a kept label on its picture. */
export interface KeptMarks {
  /** The class; crossed out when it was taken back. */
  className: string;
  takenBack: boolean;
  /** What it was called in the round before, where that was another class. */
  before: string | null;
  /** A person's label. */
  now: string | null;
}

export function keptMarks(label: KeptLabel, classes: readonly string[]): KeptMarks {
  const isChanged = label.before !== null && label.before !== label.class;
  return {
    className: classes[label.class] ?? '',
    takenBack: label.takenBack,
    before: isChanged ? (classes[label.before ?? -1] ?? '') : null,
    now: label.now,
  };
}

/** The class that all of these were kept as; null when they are of several, or none. */
export function commonClass(
  samples: Iterable<number>,
  classOf: ReadonlyMap<number, number>,
): number | null {
  const classes = new Set(Array.from(samples, (sample) => classOf.get(sample) ?? -1));
  const [only = -1] = classes;
  return classes.size === 1 && only >= 0 ? only : null;
}
