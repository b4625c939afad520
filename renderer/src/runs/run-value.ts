import { figure, formatOf } from '../curves/figure.ts';
import { methodInWords } from '../pretext/method-words.ts';
import { count, percent, seconds } from '../state/format.ts';

export type RunValue = string | number | boolean | null;

/** Settings and results that say nothing to a person: paths, and what is told better elsewhere. */
const hidden: readonly string[] = [
  'checkpoint',
  'budget.kind',
  'verdict.sentence',
  'verdict.advice',
  'winner',
];
/** Whole tables of a result, which the Results screen shows. */
const hiddenParts: readonly string[] = [
  'confusion',
  'perClass',
  'predictions',
  'samples',
  'models',
  'lead',
];

export function isShown(name: string): boolean {
  return !hidden.includes(name) && !name.split('.').some((part) => hiddenParts.includes(part));
}

/** A name that no text is written for, in words: `scores.fine_tuned.macroF1` → `scores, fine tuned, macro f1`. */
export function inWords(name: string): string {
  return name
    .split('.')
    .map((part) =>
      part
        .replace(/_/g, ' ')
        .replace(/([a-z])([A-Z])/g, '$1 $2')
        .toLowerCase(),
    )
    .join(', ');
}

/** A setting or result as it is written. */
export function valueText(
  name: string,
  value: RunValue,
  words: { yes: string; no: string; none: string },
  /** Words for values that are names in a registry. */
  names: Readonly<Record<string, string>> = {},
): string {
  if (value === null) return words.none;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (name === 'method') return methodInWords(String(value), names);
  if (typeof value === 'string') return names[value] ?? value;
  const last = name.split('.').at(-1) ?? name;
  if (name === 'seed') return String(value);
  if (last === 'seconds') return seconds(value);
  if (['accuracy', 'knn', 'macroF1', 'precision', 'recall'].includes(last)) {
    return percent(value);
  }
  return Number.isInteger(value) ? count(value) : figure(value);
}

/** A headline number, short. */
export function headlineText({ name, value }: { name: string; value: number }): string {
  return formatOf(name)(value);
}
