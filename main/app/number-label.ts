import type { Split } from '../store/samples.ts';
import type { Project } from './project.ts';

/** Beyond that it is no 32-bit number, which networks compute with. */
const largest = 3.4e38;
const written = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** What a label says as a number; null when it is none. The decimal sign is a point. */
export function numberIn(text: string): number | null {
  if (!written.test(text.trim())) return null;
  const value = Number(text);
  return Math.abs(value) <= largest ? value : null;
}

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
