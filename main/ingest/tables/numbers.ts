import { numberAffixes, numberParts } from '../../../shared/table-words.ts';

/**
 * How the numbers of a column are written. `plain`: `1234.5`, `-1e-3`; `comma-groups`: `1,234.5`;
 * `comma-decimal`: `1.234,5` and `1234,5`. Blanks and apostrophes between groups of three are understood in
 * each (`1 234,5`, `1'234.5`), as are a percent sign and a currency before or behind.
 */
export type NumberStyle = 'plain' | 'comma-groups' | 'comma-decimal';

export const numberStyles: readonly NumberStyle[] = ['plain', 'comma-groups', 'comma-decimal'];

const affix = new RegExp(`^(?:${numberAffixes})$`, 'i');
const parts = new RegExp(`^${numberParts}$`, 'i');
const shapes: Record<NumberStyle, RegExp> = {
  plain: /^(?:\d+|\d{1,3}(?:[' ]\d{3})+)(?:\.\d*)?(?:e[+-]?\d+)?$|^\.\d+(?:e[+-]?\d+)?$/i,
  'comma-groups': /^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?(?:e[+-]?\d+)?$|^\.\d+(?:e[+-]?\d+)?$/i,
  'comma-decimal': /^(?:\d+|\d{1,3}(?:[.' ]\d{3})+)(?:,\d*)?(?:e[+-]?\d+)?$|^,\d+(?:e[+-]?\d+)?$/i,
};
const simple = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const longestNumber = 60;

/**
 * The number that `text` writes in this style, or `null` when it writes none. `12 %` is 12, as a person reads it;
 * `(5)` is −5, as in accounts. A code with a leading zero (`007`, `01069`) is no number.
 */
export function parseNumber(text: string, style: NumberStyle): number | null {
  if (text.length > longestNumber || text === '') return null;
  if (isCode(text)) return null;
  if (style !== 'comma-decimal' && simple.test(text)) return finite(Number(text));
  let body = text;
  let sign = 1;
  if (body.startsWith('(') && body.endsWith(')')) {
    body = body.slice(1, -1).trim();
    sign = -1;
  }
  const found = parts.exec(body);
  if (found === null) return null;
  const [, before = '', minus = '', between = '', digits = '', after = ''] = found;
  if (![before, between, after].every((one) => one.trim() === '' || affix.test(one.trim()))) {
    return null;
  }
  if (minus === '-' || minus === '−') sign = -sign;
  const written = digits.trim().replace(/[\u00a0\u202f]/g, ' ');
  if (isCode(written) || !shapes[style].test(written)) return null;
  return finite(sign * Number(toPlain(written, style)));
}

/** A leading zero before another digit: a post code or an article number. */
function isCode(text: string): boolean {
  return /^0\d/.test(text);
}

function toPlain(written: string, style: NumberStyle): string {
  const ungrouped = written.replace(/[' ]/g, '');
  if (style === 'comma-decimal') return ungrouped.replaceAll('.', '').replace(',', '.');
  return ungrouped.replaceAll(',', '');
}

function finite(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  return value === 0 ? 0 : value; // no negative zero: it would be another value for a hash
}

/**
 * The style in which most of `texts` are numbers, and how many of them are. `1,234` alone can be two things: a
 * thousand when every comma stands before exactly three digits, unless `decimalComma` says that the file
 * writes decimal commas.
 */
export function findNumberStyle(
  texts: readonly string[],
  decimalComma: boolean,
): { style: NumberStyle; count: number } {
  const counts = numberStyles.map((style) => ({
    style,
    count: texts.reduce((sum, text) => sum + Number(parseNumber(text, style) !== null), 0),
  }));
  const order: NumberStyle[] = decimalComma
    ? ['comma-decimal', 'plain', 'comma-groups']
    : ['plain', 'comma-groups', 'comma-decimal'];
  // Where a file writes decimal commas, `1.234` is a thousand in a column only if others have commas too.
  const hasComma = texts.some((text) => text.includes(','));
  const rank = (style: NumberStyle): number =>
    style === 'plain' && !hasComma ? -1 : order.indexOf(style);
  counts.sort((a, b) => b.count - a.count || rank(a.style) - rank(b.style));
  return counts[0] ?? { style: 'plain', count: 0 };
}
