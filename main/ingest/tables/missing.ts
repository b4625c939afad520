import { missingTexts } from '../../../shared/table-words.ts';
import type { Cell } from './table.ts';

const missing = new Set(missingTexts);
const longest = Math.max(...missingTexts.map((text) => text.length));

/** `null` for what stands for a missing value; NaN, infinities and dates that are none too. */
export function missingToNull(cell: Cell): Cell {
  if (typeof cell === 'string') {
    const text = cell.trim();
    return text.length <= longest && missing.has(text.toLowerCase()) ? null : text;
  }
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null;
  if (cell instanceof Date) return Number.isFinite(cell.getTime()) ? cell : null;
  return cell;
}
