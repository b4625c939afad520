import {
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type RowGroup,
} from 'hyparquet';
import { messageOf } from '../../../shared/errors.ts';
import { formatBytes, formatCount } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { Batcher } from './batcher.ts';
import { checkColumnCount, columnNames } from './column-names.ts';
import { missingToNull } from './missing.ts';
import { checkDirectory, checkRowGroup, type FlatColumn } from './parquet-check.ts';
import { codecs } from './parquet-codecs.ts';
import {
  type Cell,
  defaultTableLimits,
  type OpenTable,
  type OpenTableOptions,
  type TableInput,
  type TableLimits,
} from './table.ts';

const magic = 'PAR1';
const footerTailBytes = 8;

/**
 * A table from a Parquet file, a row group at a time, by hyparquet with all of its decompressors. Columns that hold
 * lists or groups of values are left out, with a note. What the file says about itself is checked before it is
 * believed (`parquet-check.ts`).
 *
 * @throws {Refusal} when it is no such table; `batches()` too
 */
export async function openParquetTable(
  input: TableInput,
  options: OpenTableOptions = {},
): Promise<OpenTable> {
  const limits = { ...defaultTableLimits, ...options.limits };
  const metadata = await readDirectory(input, limits);
  const { flat, nested } = await damagedUnlessRefused(() => flatColumns(metadata));
  checkColumnCount(flat.length, limits);
  if (flat.length === 0) {
    throw new Refusal('unsupported', 'is no table: its columns are all lists or nested values');
  }
  const { columns, notes } = columnNames(flat.map(({ name }) => name));
  for (const name of nested.slice(0, 20)) {
    notes.push(`"${name}" holds lists or nested values, which are left out.`);
  }
  return {
    format: 'parquet',
    columns,
    notes,
    decimalComma: false,
    batches: () => parquetBatches(input, metadata, flat, limits),
  };
}

/** Whatever the library throws over a damaged file is a refusal; it has no kinds of error of its own. */
async function damagedUnlessRefused<T>(action: () => T | Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('corrupt', `is a damaged Parquet file (${messageOf(error).slice(0, 200)})`);
  }
}

/** @throws {Refusal} */
async function readDirectory(input: TableInput, limits: TableLimits): Promise<FileMetaData> {
  const { size } = input;
  if (size < footerTailBytes + 4) throw new Refusal('truncated', 'is cut off: it has no directory');
  const tail = Buffer.from(await input.read(size - footerTailBytes, size));
  if (tail.toString('latin1', 4) !== magic) {
    throw new Refusal('truncated', 'is cut off: the directory at its end is missing');
  }
  const footerBytes = tail.readUInt32LE(0);
  if (footerBytes > size - footerTailBytes - 4) {
    throw new Refusal('corrupt', 'is damaged: its directory is larger than the file');
  }
  if (footerBytes > limits.maxParquetFooterBytes) {
    const clause = `has a directory of ${formatBytes(footerBytes)}; the limit is ${formatBytes(limits.maxParquetFooterBytes)}`;
    throw new Refusal('oversized', clause);
  }
  return await damagedUnlessRefused(async () => {
    const metadata = await parquetMetadataAsync(asyncBuffer(input));
    checkDirectory(metadata, size, limits);
    return metadata;
  });
}

function asyncBuffer(input: TableInput): {
  byteLength: number;
  slice(start: number, end?: number): Promise<ArrayBuffer>;
} {
  return {
    byteLength: input.size,
    async slice(start, end = input.size) {
      const bytes = await input.read(start, end);
      // The library reads numbers in place, so it needs bytes of its own, aligned.
      return new Uint8Array(bytes).buffer;
    },
  };
}

function flatColumns(metadata: FileMetaData): { flat: FlatColumn[]; nested: string[] } {
  const flat: FlatColumn[] = [];
  const nested: string[] = [];
  let index = 0;
  for (const { element, children } of parquetSchema(metadata).children) {
    if (typeof element.name !== 'string') throw new Error('a column has no name');
    const isFlat = children.length === 0 && element.repetition_type !== 'REPEATED';
    if (isFlat) {
      flat.push({ name: element.name, index, optional: element.repetition_type === 'OPTIONAL' });
    } else nested.push(element.name);
    index += isFlat ? 1 : leaves({ children });
  }
  const names = new Set(flat.map(({ name }) => name));
  if (names.size !== flat.length) throw new Error('two columns have one name');
  return { flat, nested };
}

interface SchemaNode {
  children: SchemaNode[];
}

/** Column chunks of a nested column. */
function leaves({ children }: SchemaNode): number {
  if (children.length === 0) return 1;
  return children.reduce((sum, child) => sum + leaves(child), 0);
}

async function* parquetBatches(
  input: TableInput,
  metadata: FileMetaData,
  columns: readonly FlatColumn[],
  limits: TableLimits,
): ReturnType<OpenTable['batches']> {
  const batcher = new Batcher(limits);
  let start = 0;
  for (const group of metadata.row_groups) {
    const rows = await damagedUnlessRefused(() =>
      readGroup(input, metadata, group, start, columns, limits),
    );
    for (const [index, row] of rows.entries()) {
      batcher.row(row.map(asCell), start + index + 1);
      yield* batcher.take();
    }
    start += rows.length;
  }
  yield* batcher.take(true);
}

async function readGroup(
  input: TableInput,
  metadata: FileMetaData,
  group: RowGroup,
  start: number,
  columns: readonly FlatColumn[],
  limits: TableLimits,
): Promise<unknown[][]> {
  await checkRowGroup(input, group, columns, limits);
  const end = start + Number(group.num_rows);
  let rows: unknown[][] = [];
  if (end === start) return rows;
  await parquetRead({
    file: asyncBuffer(input),
    metadata,
    compressors: codecs,
    columns: columns.map(({ name }) => name),
    rowStart: start,
    rowEnd: end,
    onComplete: (read) => {
      rows = read;
    },
  });
  if (rows.length !== end - start) {
    const count = `${formatCount(rows.length)} rows, not ${formatCount(end - start)}`;
    throw new Refusal('corrupt', `is damaged: a row group has ${count}`);
  }
  return rows;
}

function asCell(value: unknown): Cell {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return missingToNull(value);
    case 'bigint': {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : String(value); // long numbers are keys
    }
    default:
      return value instanceof Date ? missingToNull(value) : null;
  }
}
