/** Labels a class: fewer hardly beat plain pixels (docs/benchmarks.md), more bring less and less. */
export const advisable = 10;

interface Counted {
  name: string;
  /** Training labels. */
  train: number;
}

export interface Balance {
  /** Whether a fine-tuning can begin: two classes, and each has a label. */
  ready: boolean;
  /** Why not. */
  lacks: { kind: 'classes' } | { kind: 'labels'; names: string[] } | null;
  /** Labels until each class has as many as is advisable. */
  toGo: number;
  /** A class with far fewer labels than another. */
  uneven: { few: string; many: string } | null;
}

export function balanceOf(classes: readonly Counted[]): Balance {
  const empty = classes.filter(({ train }) => train === 0).map(({ name }) => name);
  const lacks =
    classes.length < 2
      ? ({ kind: 'classes' } as const)
      : empty.length > 0
        ? ({ kind: 'labels', names: empty } as const)
        : null;
  const sorted = classes.toSorted((a, b) => a.train - b.train);
  const [fewest, most] = [sorted[0], sorted.at(-1)];
  const uneven =
    fewest !== undefined &&
    most !== undefined &&
    most.train >= advisable &&
    most.train > 3 * fewest.train
      ? { few: fewest.name, many: most.name }
      : null;
  return {
    ready: lacks === null,
    lacks,
    toGo: classes.reduce((sum, { train }) => sum + Math.max(0, advisable - train), 0),
    uneven,
  };
}

/** How long each class's bar is, 0…1: the full one is the largest class, or what is advisable. */
export function barShares(classes: readonly Counted[]): number[] {
  const full = Math.max(advisable, ...classes.map(({ train }) => train));
  return classes.map(({ train }) => train / full);
}
