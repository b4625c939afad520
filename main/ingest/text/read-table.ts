import { Breather } from '../cooperative.ts';
import { Refusal } from '../refusal.ts';
import { BadRows } from './bad-rows.ts';
import { cleanText, isGarbled } from './clean-text.ts';
import { judgeTable } from './columns/judge-table.ts';
import { noColumn, shownColumns } from './columns/no-column.ts';
import { firstRows } from './formats/first-rows.ts';
import type { TableRow } from './formats/table-row.ts';
import type { TableFormat } from './text-format.ts';
import type { RefusedText, TextDocument } from './text-input.ts';
import type { TextLimits } from './text-limits.ts';

export interface ReadTableOptions {
  /** Default: the column with the longest, most varied texts of the first rows. */
  textColumn?: string;
  /** Default: none. */
  labelColumn?: string;
  /** Of these two, what is known to be there although the first rows do not have it. */
  laterColumns?: readonly string[];
  signal?: AbortSignal;
  limits: TextLimits;
}

const places: Readonly<Record<TableFormat, string>> = {
  csv: 'row',
  tsv: 'row',
  'json-lines': 'line',
  json: 'item',
};

/**
 * The rows of a table as documents. A row that makes no sense, or has no text, is refused by its number, and after a hundred counted.
 * @throws {Refusal} `no-column` when the table does not have what is asked for, or no text; `corrupt` when next to no row can be read; the signal's
 * reason
 */
export async function* readTable(
  name: string,
  format: TableFormat,
  rows: AsyncGenerator<TableRow>,
  options: ReadTableOptions,
): AsyncGenerator<TextDocument | RefusedText> {
  const { sample, failure } = await firstRows(rows);
  const cells = sample.flatMap((row) => (row.is === 'row' ? [row.cells] : []));
  if (cells.length === 0 && failure !== null) throw failure;
  if (sample.length === 0) throw new Refusal('empty', 'is empty: it has no rows');
  const columns = columnsOf(cells, options);
  const breather = new Breather();
  const counter = new BadRows(name, options.limits);
  try {
    for await (const row of chained(sample, failure, rows)) {
      options.signal?.throwIfAborted();
      if (breather.due) await breather.pause();
      const rowName = `${name}, ${places[format]} ${row.number}`;
      const found =
        row.is === 'bad' ? row : documentOf(rowName, row.cells, columns, options.limits);
      if (found.is === 'document') {
        counter.rows += 1;
        yield found;
      } else if (counter.isNamed()) {
        yield { is: 'refused', name: rowName, code: found.code, clause: found.clause };
      }
      if (counter.areTooMany()) throw counter.tooMany();
    }
  } catch (error) {
    if (error instanceof Refusal) yield* counter.unnamed();
    throw error;
  }
  yield* counter.unnamed();
}

interface Columns {
  text: string;
  label: string | null;
}

/** @throws {Refusal} */
function columnsOf(
  sample: readonly ReadonlyMap<string, string>[],
  { textColumn, labelColumn, laterColumns = [] }: ReadTableOptions,
): Columns {
  const verdict = judgeTable(sample);
  const names = [...verdict.columns.map((column) => column.name), ...laterColumns];
  for (const wanted of [textColumn, labelColumn]) {
    if (wanted !== undefined && !names.includes(wanted)) throw noColumn(wanted, names);
  }
  const text = textColumn ?? verdict.textColumn;
  if (text === null) {
    const clause = `has no column with texts; its columns are ${shownColumns(names)}`;
    throw new Refusal('no-column', clause);
  }
  return { text, label: labelColumn ?? null };
}

function documentOf(
  name: string,
  cells: ReadonlyMap<string, string>,
  { text: column, label: labelColumn }: Columns,
  limits: TextLimits,
): TextDocument | Omit<RefusedText, 'name'> {
  const { text, notes } = cleanText(cells.get(column) ?? '', limits.maxCharacters);
  if (text.trim() === '') {
    const where = column === '' ? '' : ` in its column ${JSON.stringify(column)}`;
    return { is: 'refused', code: 'empty', clause: `is empty: it has no text${where}` };
  }
  if (isGarbled(text)) {
    return {
      is: 'refused',
      code: 'not-text',
      clause: 'cannot be read as text in any known encoding',
    };
  }
  const label =
    labelColumn === null ? '' : cleanText(cells.get(labelColumn) ?? '', 1000).text.trim();
  return { is: 'document', name, text, label: label === '' ? null : label, notes };
}

async function* chained(
  first: TableRow[],
  failure: Refusal | null,
  rest: AsyncGenerator<TableRow>,
): AsyncGenerator<TableRow> {
  yield* first.splice(0);
  if (failure !== null) throw failure;
  yield* rest;
}
