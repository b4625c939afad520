import type { ParsedRecord } from './csv-parser.ts';

/** The three ways to end a line. */
export const lineEnd = /\r\n|\n|\r/;

/**
 * Whether a quote that is never closed has swallowed rows up to the next quote: that one stands in the middle of a field, where none may close, and most
 * lines after the first are rows by themselves.
 *
 * @param raw the record as it stands in the file
 * @param width fields of a row
 */
export function hasSwallowedRows(
  { fields }: Pick<ParsedRecord, 'fields'>,
  raw: () => string,
  delimiter: string,
  width: number,
): boolean {
  // The parser takes such a field's quotes for letters.
  if (!fields.some((field) => field.startsWith('"') && lineEnd.test(field))) return false;
  const record = raw();
  if (!closesInField(record, delimiter)) return false;
  const [, ...lines] = record.trimEnd().split(lineEnd);
  const rows = lines.filter((line) => line.split(delimiter).length === width);
  return rows.length * 2 > lines.length;
}

/** Whether a quoted field of several lines has a quote in it that is neither doubled nor at its end. */
function closesInField(record: string, delimiter: string): boolean {
  for (let start = 0; start < record.length; ) {
    if (record[start] !== '"') {
      const next = record.indexOf(delimiter, start);
      if (next < 0) return false;
      start = next + 1;
      continue;
    }
    let end = record.indexOf('"', start + 1);
    while (end >= 0 && record[end + 1] === '"') end = record.indexOf('"', end + 2);
    if (end < 0) return false;
    const after = record[end + 1];
    if (after !== undefined && after !== delimiter && after !== '\n' && after !== '\r') {
      return lineEnd.test(record.slice(start, end));
    }
    start = end + 2;
  }
  return false;
}
