/** What reading a table takes and gives back, whatever its format. */

import { type CsvLimits, openQuoteLimits } from '../csv-records.ts';

/** A value of a table as its format stores it: text files give text, spreadsheets and Parquet give types. */
export type Cell = string | number | boolean | Date | null;

/** A file with a table in it. Text is read from its start, spreadsheets and Parquet at any place. */
export interface TableInput {
  /** For its extension. */
  name: string;
  /** In bytes; text files are read to their end whatever it says. */
  size: number;
  /** The bytes from the start; called more than once (encoding, dialect, rows). */
  chunks(): AsyncIterable<Uint8Array>;
  /** The bytes `[start, end)`, all of them. @throws {Error} when the file ends before */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** A row that was left out. */
export interface RowProblem {
  /** Line of a text file, row of a sheet, or number of the object or row, from 1. */
  row: number;
  /** A sentence that begins with the place: `Line 17 has 4 fields, the header has 5.` */
  reason: string;
}

export interface TableBatch {
  /** Each as long as the table has columns. */
  rows: Cell[][];
  /** Where each of `rows` is, counted as `RowProblem.row` is. */
  places: number[];
  problems: RowProblem[];
}

export type TableFormat = 'csv' | 'json' | 'xlsx' | 'parquet';

export interface OpenTable {
  format: TableFormat;
  /** Unique, none empty. */
  columns: string[];
  /** Sentences on what was guessed or changed, for the report. */
  notes: string[];
  /** Text files that separate fields by `;` write `1,5`: how to read `1,234`. */
  decimalComma: boolean;
  /** All rows from the start, a batch at a time; each call reads the file anew. @throws {Refusal} */
  batches(): AsyncGenerator<TableBatch>;
}

export interface OpenTableOptions {
  /** Whether the first row names the columns; guessed when left out. */
  header?: boolean;
  /** Of a text file; guessed when left out. */
  delimiter?: ',' | ';' | '\t' | '|';
  /** Of a text file; found when left out. */
  encoding?: TextEncodingName;
  /** Of a spreadsheet, by name; the first one with data when left out. */
  sheet?: string;
  limits?: Partial<TableLimits>;
}

export type TextEncodingName = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Bounds on what one table may hold, so that a hostile or absurd one cannot take the machine. */
export interface TableLimits extends CsvLimits {
  maxColumns: number;
  maxRows: number;
  /** Characters of one row of a text file, or of one object of JSON. */
  maxRecordCharacters: number;
  /** Rows left out before the file as a whole is refused, where they are most of it (`problems.ts`). */
  maxProblems: number;
  /** A spreadsheet on disk. */
  maxWorkbookBytes: number;
  /** One sheet of it, inflated (counted, not believed): read as a stream. */
  maxSheetBytes: number;
  /** Any other part, inflated: texts and styles are kept whole. */
  maxWorkbookPartBytes: number;
  /** One row group of a Parquet file: its bytes, decompressed, and its values. */
  maxRowGroupBytes: number;
  maxRowGroupCells: number;
  /** The directory of a Parquet file. */
  maxParquetFooterBytes: number;
}

const mebibyte = 1024 * 1024;

export const defaultTableLimits: TableLimits = {
  maxColumns: 10_000,
  maxRows: 10_000_000,
  maxRecordCharacters: mebibyte,
  ...openQuoteLimits,
  // As many as may make no sense for other reasons (`problems.ts`).
  maxOpenQuoteShare: 0.5,
  maxProblems: 10_000,
  maxWorkbookBytes: 128 * mebibyte,
  maxSheetBytes: 512 * mebibyte,
  maxWorkbookPartBytes: 64 * mebibyte,
  maxRowGroupBytes: 512 * mebibyte,
  maxRowGroupCells: 50_000_000,
  maxParquetFooterBytes: 64 * mebibyte,
};

export const batchRows = 1000;
