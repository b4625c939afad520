import { type StreamRow, streamXlsxRows } from 'hucre/xlsx';
import { messageOf } from '../../../shared/errors.ts';
import { formatBytes } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { Batcher } from './batcher.ts';
import { checkColumnCount, columnNames, numberedColumns } from './column-names.ts';
import { guessHeader } from './csv-dialect.ts';
import { missingToNull } from './missing.ts';
import {
  type Cell,
  defaultTableLimits,
  type OpenTable,
  type OpenTableOptions,
  type TableInput,
  type TableLimits,
} from './table.ts';
import { checkWorkbook } from './workbook-check.ts';

const sampledRows = 200;
const maxTriedSheets = 50;

/**
 * A table from a sheet of a workbook (`.xlsx`): dates are dates, formulas are their last value. The first sheet with
 * data, or the named one; empty rows and columns around the table do not count, the columns are those of its first
 * row. Read by hucre, a row at a time, after `checkWorkbook`.
 *
 * @throws {Refusal} when there is no such table; `batches()` too
 */
export async function openXlsxTable(
  input: TableInput,
  options: OpenTableOptions = {},
): Promise<OpenTable> {
  const limits = { ...defaultTableLimits, ...options.limits };
  if (input.size > limits.maxWorkbookBytes) {
    const clause = `is too large: ${formatBytes(input.size)}; the limit is ${formatBytes(limits.maxWorkbookBytes)}`;
    throw new Refusal('oversized', clause);
  }
  const read = await input.read(0, input.size);
  const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
  await checkWorkbook(bytes, limits);
  const { sheet, sample } = await findSheet(bytes, options.sheet);
  const start = Math.min(...sample.map((row) => row.cells.findIndex((cell) => cell !== null)));
  const rows = sample.map((row) => row.cells.slice(start));
  const header = options.header ?? guessHeader(rows);
  const width = header ? (rows[0]?.length ?? 0) : Math.max(...rows.map((row) => row.length));
  checkColumnCount(width, limits);
  const { columns, notes } = header
    ? columnNames((rows[0] ?? []).map((cell) => (cell === null ? '' : textOfCell(cell))))
    : { columns: numberedColumns(width), notes: ['It has no header; its columns are numbered.'] };
  if (typeof sheet === 'number' && sheet > 0) {
    notes.push(`The table is on sheet ${sheet + 1}; the sheets before it are empty.`);
  }
  const place = { sheet, start, width, skip: header ? (sample[0]?.place ?? 0) : 0 };
  return {
    format: 'xlsx',
    columns,
    notes,
    decimalComma: false,
    batches: () => sheetBatches(bytes, place, limits),
  };
}

interface SheetRow {
  /** Row of the sheet, from 1. */
  place: number;
  /** Up to the last one with a value; never empty. */
  cells: Cell[];
}

/** Rows with values. @throws {Refusal} */
async function* sheetRows(bytes: Buffer, sheet: number | string): AsyncGenerator<SheetRow> {
  const rows = streamXlsxRows(bytes, { sheet });
  for (;;) {
    const next = await nextRow(rows);
    if (next === null) return;
    const cells = next.values.map((value) => missingToNull(asCell(value)));
    const length = cells.findLastIndex((cell) => cell !== null) + 1;
    if (length > 0) yield { place: next.index + 1, cells: cells.slice(0, length) };
  }
}

async function nextRow(rows: AsyncIterator<StreamRow, void, undefined>): Promise<StreamRow | null> {
  try {
    const next = await rows.next();
    return next.done === true ? null : next.value;
  } catch (error) {
    throw new Refusal('corrupt', `is a damaged workbook (${messageOf(error).slice(0, 200)})`);
  }
}

function asCell(value: unknown): Cell {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    default:
      return value instanceof Date ? value : null;
  }
}

function textOfCell(cell: Exclude<Cell, null>): string {
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}

/** @throws {Refusal} */
async function findSheet(
  bytes: Buffer,
  wanted: string | undefined,
): Promise<{ sheet: number | string; sample: SheetRow[] }> {
  const tried: (number | string)[] =
    wanted === undefined ? [...Array(maxTriedSheets).keys()] : [wanted];
  for (const sheet of tried) {
    const sample: SheetRow[] = [];
    for await (const row of sheetRows(bytes, sheet)) {
      sample.push(row);
      if (sample.length === sampledRows) break;
    }
    if (sample.length > 0) return { sheet, sample };
  }
  const what = wanted === undefined ? 'holds no values' : `has no sheet "${wanted}" with values`;
  throw new Refusal('empty', what);
}

interface Place {
  sheet: number | string;
  /** First column of the table. */
  start: number;
  width: number;
  /** Rows of the sheet up to here are no data. */
  skip: number;
}

async function* sheetBatches(
  bytes: Buffer,
  { sheet, start, width, skip }: Place,
  limits: TableLimits,
): ReturnType<OpenTable['batches']> {
  const batcher = new Batcher(limits);
  let last = 0;
  for await (const { place, cells } of sheetRows(bytes, sheet)) {
    if (place <= last)
      throw new Refusal('corrupt', `is damaged: row ${place} of its sheet comes twice`);
    last = place;
    if (place <= skip) continue;
    if (cells.length > start + width || cells.slice(0, start).some((cell) => cell !== null)) {
      batcher.problem('Row', place, 'has a value beside the columns of the table');
    } else {
      const row = cells.slice(start);
      while (row.length < width) row.push(null);
      batcher.row(row, place);
    }
    yield* batcher.take();
  }
  yield* batcher.take(true);
}
