import type { Cell } from './table.ts';

const maxValueChars = 80;
/** In place of a value that is missing. */
export const noValue = '–';

/** A row for the screen: the name of each column and its value, shortened; `null` where it is missing. */
export function describeRow(
  columns: readonly string[],
  row: readonly Cell[],
): [column: string, value: string | null][] {
  return columns.map((name, place) => [name, shortText(row[place] ?? null)]);
}

/** A value as people read it, shortened; `null` where it is missing. */
export function shortText(cell: Cell): string | null {
  if (cell === null) return null;
  if (cell instanceof Date) {
    const text = cell.toISOString();
    return text.endsWith('T00:00:00.000Z')
      ? text.slice(0, 10)
      : text.slice(0, 16).replace('T', ' ');
  }
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  if (typeof cell === 'number') return String(Number(cell.toPrecision(6)));
  const text = cell.replace(/\s+/g, ' ');
  return text.length > maxValueChars ? `${text.slice(0, maxValueChars - 1)}…` : text;
}
