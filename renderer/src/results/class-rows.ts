import type { Results } from '../../../shared/contract/results.ts';

type PerClass = Results['scores'][number]['perClass'][number];

export interface ClassRow extends PerClass {
  name: string;
}

export type ClassColumn = 'name' | 'precision' | 'recall' | 'f1' | 'support';

/** Rows of the per-class table, sorted; equal ones stay in the order of classes. */
export function classRows(
  perClass: readonly PerClass[],
  classes: readonly string[],
  by: ClassColumn,
  descending: boolean,
): ClassRow[] {
  const sign = descending ? -1 : 1;
  return perClass
    .map((each) => ({ ...each, name: classes[each.class] ?? '' }))
    .sort((a, b) => {
      const order =
        by === 'name' ? a.name.localeCompare(b.name, 'en', { numeric: true }) : a[by] - b[by];
      return sign * order || a.class - b.class;
    });
}
