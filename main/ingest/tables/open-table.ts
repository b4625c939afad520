import { Refusal } from '../refusal.ts';
import { openCsvTable } from './csv-table.ts';
import { openJsonTable } from './json-table.ts';
import { openParquetTable } from './parquet-table.ts';
import type { OpenTable, OpenTableOptions, TableFormat, TableInput } from './table.ts';
import { openXlsxTable } from './xlsx-table.ts';

type Opener = (input: TableInput, options?: OpenTableOptions) => Promise<OpenTable>;

/** A format of tables is one file and one line here. */
const openers: Record<TableFormat, Opener> = {
  csv: openCsvTable,
  json: openJsonTable,
  xlsx: openXlsxTable,
  parquet: openParquetTable,
};

/** @throws {Refusal} when the file is no table that can be read; so do the batches while they are read */
export async function openTable(
  format: TableFormat,
  input: TableInput,
  options: OpenTableOptions = {},
): Promise<OpenTable> {
  if (input.size === 0) throw new Refusal('empty', 'is empty (0 bytes)');
  return await openers[format](input, options);
}
