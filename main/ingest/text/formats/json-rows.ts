import { formatCount } from '../../limits.ts';
import { jsonValues } from './json-values.ts';
import { linesOf } from './lines.ts';
import type { TableRow } from './table-row.ts';

/** Of one object; more are not columns. */
const maxColumns = 1000;

/** Rows of JSON lines: a string or an object a line. Blank lines count, but are no rows. */
export async function* jsonLineRows(
  text: AsyncIterable<string>,
  most: number,
): AsyncGenerator<TableRow> {
  for await (const { number, line } of linesOf(text, most)) {
    if (line === null) yield tooLong(number, most);
    else if (line.trim() !== '') yield rowOf(number, line);
  }
}

/** Rows of a JSON array of strings or objects. */
export async function* jsonArrayRows(
  text: AsyncIterable<string>,
  most: number,
): AsyncGenerator<TableRow> {
  let number = 0;
  for await (const value of jsonValues(text, most)) {
    number += 1;
    yield value === null ? tooLong(number, most) : rowOf(number, value);
  }
}

function tooLong(number: number, most: number): TableRow {
  const clause = `is longer than ${formatCount(most)} characters`;
  return { is: 'bad', number, code: 'oversized', clause };
}

function rowOf(number: number, json: string): TableRow {
  const bad = (clause: string): TableRow => ({ is: 'bad', number, code: 'bad-row', clause });
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return bad('is no JSON'); // that is the answer; where it breaks helps nobody in a row of text
  }
  if (typeof value === 'string') return { is: 'row', number, cells: new Map([['', value]]) };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return bad('is neither a text nor an object with one');
  }
  const entries = Object.entries(value);
  if (entries.length > maxColumns) return bad(`has more than ${formatCount(maxColumns)} fields`);
  const cells = new Map<string, string>();
  for (const [column, cell] of entries) {
    if (typeof cell === 'string') cells.set(column, cell);
    else if (typeof cell === 'number' || typeof cell === 'boolean') cells.set(column, String(cell));
  }
  return { is: 'row', number, cells };
}
