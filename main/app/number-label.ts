import { numberIn } from '../../shared/number-text.ts';
import type { Split } from '../store/samples.ts';
import type { Project } from './project.ts';

/** A number as labels are kept: `3.50` and `3.5` are the same one. Null for what is no number. */
export function numberLabel(text: string): string | null {
  const value = numberIn(text);
  return value === null ? null : String(value);
}

/** Labels of a project of numbers: of the ready samples of a split, by sample. */
export function numbersOf(
  project: Project,
  datasetId: number,
  split: Split,
): ReadonlyMap<number, number> {
  return new Map(
    project.store.labels.all(datasetId, split).flatMap(({ sample_id: id, class_name: name }) => {
      const value = numberIn(name);
      return value === null ? [] : [[id, value] as const];
    }),
  );
}
