import type { ColumnMetaData, FileMetaData, RowGroup } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { formatBytes, formatCount } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { codecs } from './parquet-codecs.ts';
import { checkPage, type Decompress } from './parquet-page.ts';
import type { TableInput, TableLimits } from './table.ts';

/** A column of a Parquet file that is a plain list of values. */
export interface FlatColumn {
  name: string;
  /** Which column chunk of a row group. */
  index: number;
  /** Values may be missing. */
  optional: boolean;
}

function lies(what: string): Refusal {
  return new Refusal('corrupt', `is damaged: ${what}`);
}

/**
 * Whether what the directory of a Parquet file says can be true: rows that add up, chunks inside the file.
 *
 * @throws {Refusal}
 */
export function checkDirectory(metadata: FileMetaData, size: number, limits: TableLimits): void {
  const rows = Number(metadata.num_rows);
  if (!(rows >= 0)) throw lies('its directory says how many rows it has, but not as a number');
  if (rows > limits.maxRows) {
    const count = `${formatCount(rows)} rows; the limit is ${formatCount(limits.maxRows)}`;
    throw new Refusal('oversized', `has ${count}`);
  }
  let sum = 0;
  for (const group of metadata.row_groups) {
    const groupRows = Number(group.num_rows);
    if (!(groupRows >= 0)) throw lies('a row group has no number of rows');
    sum += groupRows;
    for (const { meta_data, file_path } of group.columns) {
      if (file_path !== undefined || meta_data === undefined) {
        throw new Refusal('unsupported', 'keeps its columns in other files, or encrypted');
      }
      const { start, end } = chunkRange(meta_data);
      if (!(start >= 4 && end >= start && end <= size)) {
        throw lies('its directory points outside of the file');
      }
    }
  }
  if (sum !== rows) {
    throw lies(
      `it says that it has ${formatCount(rows)} rows, but its groups have ${formatCount(sum)}`,
    );
  }
}

/** Bytes of a column chunk in the file. */
function chunkRange(column: ColumnMetaData): { start: number; end: number } {
  const dictionary = Number(column.dictionary_page_offset ?? 0);
  const start = dictionary > 0 ? dictionary : Number(column.data_page_offset);
  return { start, end: start + Number(column.total_compressed_size) };
}

/**
 * Whether the pages of a row group hold as many values as the directory says, before anything is made for them:
 * the library takes their word for it.
 *
 * @throws {Refusal} {Error}
 */
export async function checkRowGroup(
  input: TableInput,
  group: RowGroup,
  columns: readonly FlatColumn[],
  limits: TableLimits,
): Promise<void> {
  const rows = Number(group.num_rows);
  if (rows * columns.length > limits.maxRowGroupCells) {
    const clause = `has a row group of ${formatCount(rows * columns.length)} values; the limit is ${formatCount(limits.maxRowGroupCells)}. Write it with smaller row groups`;
    throw new Refusal('oversized', clause);
  }
  let bytes = 0;
  for (const { name, index, optional } of columns) {
    const column = group.columns[index]?.meta_data;
    if (column === undefined) throw lies(`a row group lacks the column "${name}"`);
    if (column.path_in_schema.join('.') !== name) throw lies('a row group has other columns');
    if (Number(column.num_values) !== rows) {
      throw lies(`its column "${name}" has another number of values than there are rows`);
    }
    const { start, end } = chunkRange(column);
    const chunk = await input.read(start, end);
    const pages = readPages(chunk, column, optional, limits);
    if (pages.values !== rows) {
      throw lies(
        `the pages of its column "${name}" hold ${formatCount(pages.values)} values, not ${formatCount(rows)}`,
      );
    }
    bytes += pages.bytes;
    if (bytes > limits.maxRowGroupBytes) {
      const most = formatBytes(limits.maxRowGroupBytes);
      throw new Refusal('oversized', `unpacks to too much: a row group has more than ${most}`);
    }
  }
}

/** @throws {Refusal} {Error} */
function readPages(
  chunk: Uint8Array,
  column: ColumnMetaData,
  optional: boolean,
  limits: TableLimits,
): { values: number; bytes: number } {
  const name = column.path_in_schema.join('.');
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const reader = { view, offset: 0 };
  const isStored = column.codec === 'UNCOMPRESSED';
  const codec = codecs[column.codec];
  if (!isStored && codec === undefined) {
    throw new Refusal(
      'unsupported',
      `is compressed in a way that cannot be read (${column.codec})`,
    );
  }
  const decompress: Decompress = (bytes, length) =>
    isStored || codec === undefined ? bytes : codec(bytes, length);
  let values = 0;
  let bytes = 0;
  while (reader.offset < view.byteLength - 1) {
    const page = parquetHeader(reader);
    const { compressed_page_size: packed, uncompressed_page_size: unpacked } = page;
    if (!(packed >= 0 && reader.offset + packed <= view.byteLength)) {
      throw lies(`a page of its column "${name}" goes beyond the column`);
    }
    if (
      !(unpacked >= 0 && unpacked <= limits.maxRowGroupBytes) ||
      (isStored && packed !== unpacked)
    ) {
      throw lies(`a page of its column "${name}" says that it has ${unpacked} bytes`);
    }
    bytes += unpacked;
    const inDictionary = page.dictionary_page_header?.num_values ?? 0;
    const inPage = page.data_page_header?.num_values ?? page.data_page_header_v2?.num_values ?? 0;
    // A value takes a bit at the least.
    if (!(inDictionary >= 0 && inDictionary <= unpacked * 8 && inPage >= 0)) {
      throw lies(`a page of its column "${name}" says that it has ${inDictionary + inPage} values`);
    }
    values += inPage;
    if (values > Number(column.num_values)) return { values, bytes };
    const body = chunk.subarray(reader.offset, reader.offset + packed);
    checkPage(body, page, column.type === 'BOOLEAN', optional, decompress);
    reader.offset += packed;
  }
  return { values, bytes };
}
