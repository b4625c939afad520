import type { ColumnType } from '../../../shared/column-types.ts';
import type { SkipCode } from '../types.ts';
import type { ClassLookalike } from './class-lookalike.ts';
import type { ColumnInfo } from './column-types.ts';
import type { LabelCandidate } from './label-candidates.ts';
import type { TablePreprocessing } from './preprocessing.ts';
import type { OpenTableOptions, RowProblem } from './table.ts';
import type { TableFile } from './table-file.ts';

/** What passes between the importing process and the one that reads a table: it is opened once, then asked for rows until they end. */

export interface SeeTableRequest {
  op: 'see-table';
  table: TableFile;
  /** Set by hand. */
  types: ReadonlyMap<string, ColumnType>;
  /** `undefined`: the likeliest, when its name says that it is one. */
  label: string | null | undefined;
  options: OpenTableOptions;
  seed: number;
}

export interface OpenTableRequest extends Omit<SeeTableRequest, 'op'> {
  op: 'open-table';
  /** Of the data set; `null`: it is made of this table. */
  preprocessing: TablePreprocessing | null;
}

export type TableRequest = SeeTableRequest | OpenTableRequest | { op: 'next-rows' };

/** What a table holds, for a person to correct before it is imported. */
export interface SeenColumns {
  is: 'columns';
  rows: number;
  /** Rows that were looked at. */
  sampled: number;
  /** With some of their values, as people read them. */
  columns: (ColumnInfo & { examples: string[] })[];
  labels: LabelCandidate[];
  lookalike: ClassLookalike | null;
  label: string | null;
  /** Sentences on what was guessed. */
  notes: string[];
}

export interface OpenedTable {
  is: 'table';
  /** Rows that can be read. */
  rows: number;
  /** Rows that were looked at. */
  sampled: number;
  preprocessing: TablePreprocessing;
  columns: ColumnInfo[];
  labels: LabelCandidate[];
  lookalike: ClassLookalike | null;
  label: string | null;
  /** Sentences on what was guessed. */
  notes: string[];
  /** Rows that were left out; the first of them say why. */
  problems: RowProblem[];
  problemCount: number;
}

/** Some rows, in order; none at the end. */
export interface TableRows {
  is: 'rows';
  rows: {
    /** Counted as in the file. */
    place: number;
    /** Float32 `[features]`. */
    features: Uint8Array;
    /** To be shown; see `main/files/sample-text.ts`. */
    text: Uint8Array;
    sha256: string;
    /** Rows of one key are near duplicates. */
    near: string | null;
    label: string | null;
  }[];
}

export interface RefusedTable {
  is: 'refused';
  code: SkipCode;
  clause: string;
}

export type TableAnswer = SeenColumns | OpenedTable | TableRows | RefusedTable;
