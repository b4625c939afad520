import { type BrokenRecord, type CsvRecord, csvRecords, openQuote } from '../csv-records.ts';
import { formatBytes, formatCount } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { Batcher } from './batcher.ts';
import { checkColumnCount, columnNames, numberedColumns } from './column-names.ts';
import { type CsvDialect, findDialect } from './csv-dialect.ts';
import { missingToNull } from './missing.ts';
import {
  defaultTableLimits,
  type OpenTable,
  type OpenTableOptions,
  type TableBatch,
  type TableInput,
  type TableLimits,
  type TextEncodingName,
} from './table.ts';
import { findEncoding, headText, textOf } from './text-encoding.ts';

const sampleChars = 256 * 1024;
const delimiterNames = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' } as const;

/**
 * A table from delimited text: comma, semicolon, tab or bar; quoted fields; any line ends; UTF-8, UTF-16 or
 * Windows-1252. Every cell is a text or `null`; what kind of value a column holds is found later. A row with
 * another number of fields than the header is left out.
 *
 * @throws {Refusal} when the file as a whole is no such table; `batches()` too
 */
export async function openCsvTable(
  input: TableInput,
  options: OpenTableOptions = {},
): Promise<OpenTable> {
  const limits = { ...defaultTableLimits, ...options.limits };
  const encoding = options.encoding ?? (await findEncoding(input));
  const head = await headText(input, encoding, sampleChars + 1);
  if (head.trim() === '') throw new Refusal('empty', 'is empty: it holds nothing but spaces');
  const whole = head.length <= sampleChars;
  const dialect = findDialect(head.slice(0, sampleChars), whole, options);
  const first = await firstRecord(input, encoding, dialect, limits);
  // One row alone may be longer than what the dialect was guessed by.
  const isOneRow = dialect.sample.length <= 1;
  const width = dialect.header || isOneRow ? first.length : dialect.width;
  checkColumnCount(width, limits);
  const { columns, notes } = dialect.header
    ? columnNames(first)
    : { columns: numberedColumns(width), notes: ['It has no header; its columns are numbered.'] };
  if (encoding !== 'utf-8') notes.unshift(`It is read as ${encoding.toUpperCase()} text.`);
  if (dialect.delimiter !== usualDelimiter(input.name)) {
    notes.unshift(`Its fields are separated by ${delimiterNames[dialect.delimiter]}.`);
  }
  return {
    format: 'csv',
    columns,
    notes,
    decimalComma: dialect.delimiter === ';',
    batches: () => csvBatches(input, encoding, dialect, columns.length, limits),
  };
}

/** Nobody is told of what a file's name says already. */
const usualDelimiter = (name: string): keyof typeof delimiterNames =>
  /\.(tsv|tab)$/i.test(name) ? '\t' : ',';

/** @throws {Refusal} */
async function firstRecord(
  input: TableInput,
  encoding: TextEncodingName,
  { delimiter, width }: CsvDialect,
  limits: TableLimits,
): Promise<string[]> {
  const text = textOf(input, encoding);
  for await (const records of csvRecords(text, delimiter, limits, width)) {
    const first = records[0];
    if (first !== undefined && 'fields' in first) return first.fields;
    if (first !== undefined) throw new Refusal('unsupported', headerClause(first, limits));
  }
  throw new Refusal('empty', 'is empty: it has no row');
}

function headerClause(record: BrokenRecord, limits: TableLimits): string {
  return `is no table that can be read: its line ${record.line} ${problemOf(record, limits)}`;
}

function problemOf({ broken }: BrokenRecord, { maxRecordCharacters }: TableLimits): string {
  return broken === 'quote' ? openQuote : `is longer than ${formatBytes(maxRecordCharacters)}`;
}

async function* csvBatches(
  input: TableInput,
  encoding: TextEncodingName,
  { delimiter, header }: CsvDialect,
  width: number,
  limits: TableLimits,
): AsyncGenerator<TableBatch> {
  const batcher = new Batcher(limits);
  let toSkip = header;
  const text = textOf(input, encoding);
  for await (const records of csvRecords(text, delimiter, limits, width)) {
    for (const record of records) {
      if (toSkip) toSkip = false;
      else add(batcher, record, width, limits);
      yield* batcher.take();
    }
  }
  yield* batcher.take(true);
}

function add(batcher: Batcher, record: CsvRecord, width: number, limits: TableLimits): void {
  if ('broken' in record) {
    batcher.problem('Line', record.line, problemOf(record, limits));
    return;
  }
  const { fields, line } = record;
  if (fields.length === width) {
    batcher.row(fields.map(missingToNull), line);
    return;
  }
  const count = `${formatCount(fields.length)} ${fields.length === 1 ? 'field' : 'fields'}`;
  batcher.problem('Line', line, `has ${count}, the table has ${formatCount(width)}`);
}
