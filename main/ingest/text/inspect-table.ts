import { Refusal } from '../refusal.ts';
import { judgeTable, type TableVerdict } from './columns/judge-table.ts';
import { decodeText } from './decode-text.ts';
import { firstRows } from './formats/first-rows.ts';
import { tableRows } from './formats/table-rows.ts';
import { peek } from './peek.ts';
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
}

/**
 * Looks at the first hundreds of rows of a table, more than `sniffText` sees: which column holds text, and by which a person
 * could label.
 *
 * @throws {Refusal} when it is no table that can be read
 */
export async function inspectTable(
  input: TextInput,
  format: TableFormat,
  limits: TextLimits = defaultTextLimits,
): Promise<TableInspection> {
  let encoding: string | null = null;
  const { all, close } = await peek(input.chunks(), 0);
  const text = decodeText(all, (found) => {
    encoding = found;
  });
  const { sample } = await firstRows(tableRows(format, text, limits)).finally(close);
  const cells = sample.flatMap((row) => (row.is === 'row' ? [row.cells] : []));
  const [firstRow] = cells;
  if (firstRow === undefined) throw new Refusal('empty', 'has no row that can be read');
  return { ...judgeTable(cells), encoding, rows: cells.length, firstRow };
}
