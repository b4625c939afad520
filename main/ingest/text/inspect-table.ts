import { peek } from '../peek.ts';
import { Refusal } from '../refusal.ts';
import { judgeTable, type TableVerdict } from './columns/judge-table.ts';
import { decodeText } from './decode-text.ts';
import { firstRows } from './formats/first-rows.ts';
import type { TableRow } from './formats/table-row.ts';
import { tableRows } from './formats/table-rows.ts';
import type { TableFormat } from './text-format.ts';
import type { TextInput } from './text-input.ts';
import { defaultTextLimits, type TextLimits } from './text-limits.ts';

export interface TableInspection extends TableVerdict {
  /** WHATWG label; `null` where all that was looked at is ASCII. */
  encoding: string | null;
  /** Rows looked at, without bad ones. */
  rows: number;
  /** Cells by column. */
  firstRow: ReadonlyMap<string, string>;
  /** Of the columns that are wanted, those that only later rows have: JSON has no header. */
  laterColumns: readonly string[];
}

/**
 * Looks at the first hundreds of rows of a table, more than `sniffText` sees: which column holds text, and by which a person
 * could label.
 *
 * @param wanted columns that are looked for in later rows, too, if the first ones lack them
 * @throws {Refusal} when it is no table that can be read
 */
export async function inspectTable(
  input: TextInput,
  format: TableFormat,
  wanted: readonly string[] = [],
  limits: TextLimits = defaultTextLimits,
): Promise<TableInspection> {
  let encoding: string | null = null;
  const { all, close } = await peek(input.chunks(), 0);
  const text = decodeText(all, (found) => {
    encoding = found;
  });
  const rows = tableRows(format, text, limits);
  try {
    const { sample } = await firstRows(rows);
    const cells = sample.flatMap((row) => (row.is === 'row' ? [row.cells] : []));
    const [firstRow] = cells;
    if (firstRow === undefined) throw new Refusal('empty', 'has no row that can be read');
    const verdict = judgeTable(cells);
    const seen = new Set(verdict.columns.map(({ name }) => name));
    const missing = wanted.filter((name) => !seen.has(name));
    const isOfObjects = format === 'json' || format === 'json-lines';
    const laterColumns = isOfObjects ? await columnsAmong(missing, rows) : [];
    return { ...verdict, encoding, rows: cells.length, firstRow, laterColumns };
  } finally {
    await close();
  }
}

/** Those of `names` that any of `rows` has, which are read until all are found. */
async function columnsAmong(
  names: readonly string[],
  rows: AsyncGenerator<TableRow>,
): Promise<string[]> {
  const found = new Set<string>();
  if (names.length === 0) return [];
  for await (const row of rows) {
    if (row.is === 'bad') continue;
    for (const name of names) if (row.cells.has(name)) found.add(name);
    if (found.size === names.length) break;
  }
  return [...found];
}
