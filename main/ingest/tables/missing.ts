import type { Cell } from './table.ts';

/**
 * Texts that stand for "no value". Those of pandas' `read_csv`, without the ones that are words
 * (`None` stays: Python writes it), and the errors of spreadsheet formulas.
 */
const missingTexts = new Set([
  '',
  '-',
  '--',
  '?',
  '.',
  'na',
  'n/a',
  '#n/a',
  '#na',
  '<na>',
  'nan',
  '-nan',
  'null',
  'none',
  'nil',
  '\\n',
  '#null!',
  '#div/0!',
  '#value!',
  '#ref!',
  '#name?',
  '#num!',
]);
const longest = Math.max(...[...missingTexts].map((text) => text.length));

/** `null` for what stands for a missing value; NaN, infinities and dates that are none too. */
export function missingToNull(cell: Cell): Cell {
  if (typeof cell === 'string') {
    const text = cell.trim();
    return text.length <= longest && missingTexts.has(text.toLowerCase()) ? null : text;
  }
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null;
  if (cell instanceof Date) return Number.isFinite(cell.getTime()) ? cell : null;
  return cell;
}
