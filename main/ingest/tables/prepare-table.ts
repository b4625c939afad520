import type { ColumnType } from '../../../shared/column-types.ts';
import { Refusal } from '../refusal.ts';
import { type ClassLookalike, classLookalike } from './class-lookalike.ts';
import { type ColumnInfo, findColumnTypes } from './column-types.ts';
import { fitPreprocessing } from './fit-preprocessing.ts';
import { type LabelCandidate, labelCandidates } from './label-candidates.ts';
import type { TablePreprocessing } from './preprocessing.ts';
import { RowSample, sampleSize } from './row-sample.ts';
import type { OpenTable, RowProblem } from './table.ts';

const keptProblems = 100;

export interface PrepareOptions {
  /** Chooses the rows to look at, where there are many. */
  seed: number;
  /** Types set by hand, by column. */
  types?: ReadonlyMap<string, ColumnType>;
  /** The column of the labels, `null` for none; when left out, the likeliest candidate whose name says so. */
  label?: string | null;
}

/** What a table holds. */
export interface SeenTable {
  /** Rows that can be read. */
  rows: number;
  /** The first of the rows that were left out, and how many there are. */
  problems: RowProblem[];
  problemCount: number;
  infos: ColumnInfo[];
  sample: RowSample;
  labels: LabelCandidate[];
  /** The column that looks like a class, whether or not it is that of the labels. */
  lookalike: ClassLookalike | null;
  /** Kept out of the features. */
  label: string | null;
}

export interface PreparedTable extends SeenTable {
  preprocessing: TablePreprocessing;
}

/** All there is to know about a table before its rows are encoded: reads it twice. @throws {Refusal} */
export async function prepareTable(
  table: OpenTable,
  options: PrepareOptions,
): Promise<PreparedTable> {
  const seen = await seeTable(table, options);
  const { infos, sample, label } = seen;
  const leaveOut = new Set(label === null ? [] : [label]);
  const preprocessing = await fitPreprocessing(infos, sample, table.batches(), leaveOut);
  return { ...seen, preprocessing };
}

/** What its columns hold: reads it once. @throws {Refusal} `no-column` for a name that none has */
export async function seeTable(
  table: OpenTable,
  { seed, types, label }: PrepareOptions,
): Promise<SeenTable> {
  for (const name of [...(types?.keys() ?? []), ...(label == null ? [] : [label])]) {
    if (!table.columns.includes(name)) throw unknownColumn(name, table.columns);
  }
  const sample = new RowSample(seed, sampleSize(table.columns.length));
  const problems: RowProblem[] = [];
  let problemCount = 0;
  for await (const batch of table.batches()) {
    for (const row of batch.rows) sample.add(row);
    problems.push(...batch.problems.slice(0, keptProblems - problems.length));
    problemCount += batch.problems.length;
  }
  const infos = findColumnTypes(table.columns, sample, table.decimalComma, types);
  const labels = labelCandidates(infos, sample);
  const likeliest = labels.find(({ named }) => named)?.column ?? null;
  const chosen = label === undefined ? likeliest : label;
  return {
    ...{ rows: sample.seen, problems, problemCount, infos, sample },
    ...{ labels, lookalike: classLookalike(infos, labels, sample), label: chosen },
  };
}

const namedAtMost = 20;

function unknownColumn(name: string, columns: readonly string[]): Refusal {
  const more = columns.length > namedAtMost ? ', …' : '';
  const known = columns.slice(0, namedAtMost).map((each) => `"${each}"`);
  return new Refusal(
    'no-column',
    `has no column "${name}"; its columns are ${known.join(', ')}${more}`,
  );
}
