import path from 'node:path';
import type { ColumnType } from '../../../shared/column-types.ts';
import { PretextError } from '../../../shared/errors.ts';
import type { Target } from '../../../shared/target.ts';
import { formatCount } from '../limits.ts';
import { skippedFile } from '../refusal.ts';
import { RowWriter } from '../row-writer.ts';
import type { DuplicateFile, ImportedSample, SkippedFile } from '../types.ts';
import type { ClassLookalike } from './class-lookalike.ts';
import type { ColumnInfo } from './column-types.ts';
import type { LabelCandidate } from './label-candidates.ts';
import { NearGroups } from './near-groups.ts';
import { featureCount, type TablePreprocessing } from './preprocessing.ts';
import type { OpenTableOptions } from './table.ts';
import { type TableFile, tableName } from './table-file.ts';
import type { OpenedTable, TableRows } from './table-messages.ts';
import {
  type AskTable,
  openTimeoutMs,
  type TableReaderOptions,
  withTableReader,
} from './table-reader.ts';

export interface TableImportRequest extends TableReaderOptions {
  table: TableFile;
  packFile: string;
  thumbnailFile: string;
  /** Of the data set; `null` for its first table, which it is made of. */
  preprocessing: TablePreprocessing | null;
  /** Set by hand, by column. */
  types?: ReadonlyMap<string, ColumnType>;
  /** The column of the labels, which is kept out; `null` for none; found by its name when left out. */
  label?: string | null;
  /** Whether labels come along. */
  labelsFromColumn: boolean;
  /** What these are to be; by what the column holds when left out. */
  target?: Target;
  options?: OpenTableOptions;
  /** Of the rows that types are found by, where there are many; 1 when left out. */
  seed?: number;
  /** Whether rows that are there twice are samples all the same, as for prediction. */
  keepCopies?: boolean;
  /** sha256 → name of a sample that the data set has already. */
  knownHashes?: ReadonlyMap<string, string>;
  onProgress?: (progress: { done: number; total: number }) => void;
}

export interface TableImportResult {
  preprocessing: TablePreprocessing;
  /** Rows of the table, and how many of them were looked at. */
  rows: number;
  sampled: number;
  columns: ColumnInfo[];
  labels: LabelCandidate[];
  /** The column that looks like a class, whether or not it is that of the labels. */
  lookalike: ClassLookalike | null;
  /** Kept out of what is learnt from. */
  label: string | null;
  /** What the labels are that come along; null when none do. */
  target: Target | null;
  /** Sentences on what was guessed, and what of the table is left out. */
  notes: string[];
  samples: Omit<ImportedSample, 'width' | 'height' | 'perceptualHash' | 'format' | 'notes'>[];
  /** Rows that make no sense: the first hundred by name, and one line for the rest. */
  skipped: SkippedFile[];
  duplicates: DuplicateFile[];
  nearDuplicates: string[][];
}

const rowsTimeoutMs = 60_000;

/**
 * Imports a table, a sample a row, named `FILE, row N`. It is read in a process of its own, a thousand rows at a time; rows that make no sense and exact
 * copies are listed and stop nothing. When all there is are copies of `knownHashes`, there is no pack.
 * @throws {PretextError} as `withTableReader`; `no-data` where no column can be learnt from; `bad-usage` where labels are not what they are to be
 * @throws {Error} the system's error (`ENOSPC`, …) when the pack cannot be written
 */
export async function importTable(request: TableImportRequest): Promise<TableImportResult> {
  return await withTableReader(request.table, request, (ask) => importWith(ask, request));
}

async function importWith(ask: AskTable, request: TableImportRequest): Promise<TableImportResult> {
  const { table, preprocessing, types = new Map(), label, options = {}, seed = 1 } = request;
  const open = {
    op: 'open-table',
    table,
    preprocessing,
    types,
    label,
    options,
    seed,
  } as const;
  const opened = await ask<OpenedTable>(open, openTimeoutMs);
  const rows = new RowCollector(request, opened);
  try {
    for (;;) {
      const answer = await ask<TableRows>({ op: 'next-rows' }, rowsTimeoutMs);
      if (answer.rows.length === 0) break;
      for (const row of answer.rows) rows.add(row);
      request.onProgress?.({ done: rows.seen, total: opened.rows });
    }
    return await rows.finish();
  } finally {
    rows.abort();
  }
}

/** What the reading process has found, as it grows; pack and texts come to be both or neither. */
class RowCollector {
  readonly #request: TableImportRequest;
  readonly #name: string;
  readonly #table: OpenedTable;
  readonly #target: Target | null;
  readonly #rows: RowWriter;
  readonly #first: Map<string, string>;
  readonly #near = new NearGroups();
  readonly #samples: TableImportResult['samples'] = [];
  readonly #duplicates: DuplicateFile[] = [];
  #finished = false;
  seen = 0;

  constructor(request: TableImportRequest, table: OpenedTable) {
    this.#request = request;
    const name = tableName(request.table);
    this.#name = name;
    this.#table = table;
    const groups = table.preprocessing.columns.map(featureCount);
    if (groups.length === 0) {
      throw new PretextError('no-data', `${name} has no column that can be learnt from.`, {
        path: request.table.file,
        remedy: 'See which columns are used, and set their types by hand.',
      });
    }
    this.#target = request.labelsFromColumn ? targetOf(table, name, request) : null;
    this.#first = new Map(request.knownHashes);
    const { packFile, thumbnailFile } = request;
    this.#rows = new RowWriter({ packFile, thumbnailFile, spec: { kind: 'tables', groups } });
  }

  add(row: TableRows['rows'][number]): void {
    this.seen += 1;
    const sample = `${this.#name}, row ${row.place}`;
    const source = path.resolve(this.#request.table.file);
    const label = this.#request.labelsFromColumn ? row.label : null;
    const { sha256 } = row;
    const of = this.#first.get(sha256);
    if (of !== undefined && this.#request.keepCopies !== true) {
      this.#duplicates.push({ path: sample, source, sha256, of, label });
      return;
    }
    this.#first.set(sha256, sample);
    this.#near.add(row.near, sample);
    const at = this.#rows.append(row.features, row.text);
    const bytes = row.features.byteLength;
    this.#samples.push({ path: sample, source, sha256, bytes, row: at, label });
  }

  async finish(): Promise<TableImportResult> {
    if (this.#samples.length > 0) {
      await this.#rows.finish();
      this.#finished = true;
    }
    const { preprocessing, rows, sampled, columns, labels, lookalike, label, notes } = this.#table;
    return {
      ...{ preprocessing, rows, sampled, columns, labels, lookalike, label, notes },
      target: this.#target,
      samples: this.#samples,
      skipped: this.#skipped(),
      duplicates: this.#duplicates,
      nearDuplicates: this.#near.groups,
    };
  }

  /** Removes what was written, unless it was finished. */
  abort(): void {
    if (!this.#finished) this.#rows.abort();
  }

  #skipped(): SkippedFile[] {
    const { problems, problemCount } = this.#table;
    const source = path.resolve(this.#request.table.file);
    const rows = problems.map(({ row, reason }) => ({
      ...{ path: `${this.#name}, row ${row}`, source, code: 'bad-row' as const },
      reason: `${this.#name}: ${reason}`,
    }));
    const more = problemCount - rows.length;
    if (more <= 0) return rows;
    const at = { path: `${this.#name}, further rows`, source };
    return [
      ...rows,
      { ...skippedFile(at, 'bad-row', `are left out: ${formatCount(more)} more`), standsFor: more },
    ];
  }
}

/** What the labels of a column are. @throws {PretextError} `bad-usage` when it holds something else than is asked for */
function targetOf(
  { label, labels, columns }: OpenedTable,
  name: string,
  { target: wished, table: { file } }: TableImportRequest,
): Target | null {
  if (label === null) return null;
  const type = columns.find((column) => column.name === label)?.type;
  const classes = labels.find(({ column, task }) => column === label && task === 'class')?.classes;
  const found = type === 'number' && classes === undefined ? 'number' : 'class';
  if (wished === undefined || wished === found) return found;
  const areNumbers = type === 'number' || classes?.every((each) => Number.isFinite(Number(each)));
  if (wished === 'number' && areNumbers === true) return wished;
  throw wished === 'number'
    ? new PretextError('bad-usage', `The column "${label}" of ${name} holds no numbers.`, {
        path: file,
        remedy: 'Name another column, or let classes be learnt (--target class).',
      })
    : new PretextError(
        'bad-usage',
        `The column "${label}" of ${name} holds numbers, and labels are classes.`,
        {
          path: file,
          remedy:
            'If its numbers stand for classes, set the column to categories. If they are what is to be predicted, let numbers be learnt (--target number, in a new project).',
        },
      );
}
