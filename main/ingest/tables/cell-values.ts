import type { DateStyle } from './dates.ts';
import { parseDate } from './dates.ts';
import { type NumberStyle, parseNumber } from './numbers.ts';
import type { Cell } from './table.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** A cell of a column of numbers; `null` when it is missing or no number. */
export function numberValue(cell: Cell, style: NumberStyle): number | null {
  switch (typeof cell) {
    case 'number':
      return cell;
    case 'boolean':
      return Number(cell);
    case 'string':
      return parseNumber(cell, style);
    default:
      return null;
  }
}

/** A cell of a column of dates, in days since 1970 (UTC); `null` when it is missing or no date. */
export function dayValue(cell: Cell, style: DateStyle): number | null {
  if (cell instanceof Date) return cell.getTime() / dayMs;
  if (typeof cell !== 'string') return null;
  const time = parseDate(cell, style);
  return time === null ? null : time / dayMs;
}

/** A cell of a column of categories: `1`, `1.0` and the number 1 are the same one. `null` when it is missing. */
export function categoryText(cell: Cell, style: NumberStyle): string | null {
  if (cell === null) return null;
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell !== 'string') return String(cell);
  const number = parseNumber(cell, style);
  return number === null ? cell : String(number);
}
