import { categoryText } from './cell-values.ts';
import { isNamedTarget } from './column-hints.ts';
import type { ColumnInfo } from './column-types.ts';
import type { RowSample } from './row-sample.ts';

export interface LabelCandidate {
  column: string;
  /** What would be learnt: a class, or a number. */
  task: 'class' | 'number';
  /** The classes, the most frequent first; none of a number. */
  classes: string[];
  /** Its name says that it is one. */
  named: boolean;
  /** A sentence. */
  reason: string;
}

/** An integer column of the right name with at most so many values holds classes. */
const mostClasses = 50;
const fewestRows = 2;

/**
 * Columns that may hold what a person wants to predict, the likeliest first: those named so (`target`, `label`,
 * `class`, …) before others, the last and the first column before the rest, fewer classes before more. Columns of
 * numbers are candidates for a regression only by name or as the last one.
 */
export function labelCandidates(infos: readonly ColumnInfo[], sample: RowSample): LabelCandidate[] {
  const found = infos.flatMap((info, place) => {
    const candidate = asCandidate(info, place, infos.length, sample);
    return candidate === null ? [] : [{ candidate, score: score(candidate, place, infos.length) }];
  });
  found.sort((a, b) => b.score - a.score);
  return found.map(({ candidate }) => candidate);
}

function asCandidate(
  info: ColumnInfo,
  place: number,
  columns: number,
  sample: RowSample,
): LabelCandidate | null {
  const named = isNamedTarget(info.name);
  if (info.type !== 'category' && info.type !== 'number') return null;
  const counts = new Map<string, number>();
  for (const { row } of sample.rows) {
    const text = categoryText(row[place] ?? null, info.numberStyle);
    if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const values = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const isFew =
    counts.size >= 2 && counts.size <= mostClasses && values >= fewestRows * counts.size;
  const areWhole = [...counts.keys()].every((text) => Number.isInteger(Number(text)));
  const name = named ? 'Its name says so' : 'It has few different values';
  if (isFew && (info.type === 'category' || (named && areWhole))) {
    const classes = [...counts]
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .map(([one]) => one);
    const reason = `${name}; ${counts.size} classes.`;
    return { column: info.name, task: 'class', classes, named, reason };
  }
  if (info.type === 'number' && (named || place === columns - 1)) {
    const reason = named ? 'Its name says so; a number.' : 'It is the last column; a number.';
    return { column: info.name, task: 'number', classes: [], named, reason };
  }
  return null;
}

function score({ named, task, classes }: LabelCandidate, place: number, columns: number): number {
  const atEnd = place === columns - 1 ? 2 : place === 0 ? 1 : 0;
  return (named ? 10 : 0) + (task === 'class' ? 3 : 0) + atEnd - classes.length / (mostClasses + 1);
}
