import { type ColumnInfo, type ColumnType, findColumnTypes } from './column-types.ts';
import { fitPreprocessing } from './fit-preprocessing.ts';
import { type LabelCandidate, labelCandidates } from './label-candidates.ts';
import type { TablePreprocessing } from './preprocessing.ts';
import { RowSample, sampleSize } from './row-sample.ts';
import type { OpenTable, RowProblem } from './table.ts';

const keptProblems = 100;

export interface PrepareOptions {
  /** Chooses the rows to look at, where there are many. */
  seed: number;
  /** Types set by hand, by column. A column that is not to be used is an `id`. */
  types?: ReadonlyMap<string, ColumnType>;
  /** The column of the labels, `null` for none; when left out, the likeliest candidate whose name says so. */
  label?: string | null;
}

export interface PreparedTable {
  /** Rows that can be read. */
  rows: number;
  /** The first of the rows that were left out, and how many there are. */
  problems: RowProblem[];
  problemCount: number;
  infos: ColumnInfo[];
  sample: RowSample;
  labels: LabelCandidate[];
  /** Kept out of the features. */
  label: string | null;
  preprocessing: TablePreprocessing;
}

/** All there is to know about a table before its rows are encoded: reads it twice. @throws {Refusal} */
export async function prepareTable(
  table: OpenTable,
  { seed, types, label }: PrepareOptions,
): Promise<PreparedTable> {
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
  const leaveOut = new Set(chosen === null ? [] : [chosen]);
  const preprocessing = await fitPreprocessing(infos, sample, table.batches(), leaveOut);
  const rows = sample.seen;
  return { rows, problems, problemCount, infos, sample, labels, label: chosen, preprocessing };
}
