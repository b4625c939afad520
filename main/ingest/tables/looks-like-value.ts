import { parseBoolean } from './booleans.ts';
import { dateStyles, parseDate } from './dates.ts';
import { numberStyles, parseNumber } from './numbers.ts';

/** Whether a text is a number, a date or a truth value in any way of writing them: no name of a column. */
export function looksLikeValue(text: string): boolean {
  return (
    numberStyles.some((style) => parseNumber(text, style) !== null) ||
    dateStyles.some((style) => parseDate(text, style) !== null) ||
    (parseBoolean(text) !== null && text.length > 2) // "no", "on" and "t" may well be names
  );
}
