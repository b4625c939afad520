import path from 'node:path';
import { type ColumnType, isLearntFrom } from '../../../shared/column-types.ts';
import { PretextError } from '../../../shared/errors.ts';
import { SummaryBuilder } from '../../ingest/summary.ts';
import { importTable } from '../../ingest/tables/import-table.ts';
import { tableTitle } from '../../ingest/tables/table-file.ts';
import { importProgress } from '../import-progress.ts';
import { labelFound } from '../label-found.ts';
import type { DataKind } from './data-kind.ts';
import { onlyTable, tableExtensions, tablesAlone } from './only-table.ts';

/** Rows of a table. */
export const tables: DataKind<'tables'> = {
  noun: { one: 'row', many: 'rows' },
  wanted: 'a table: CSV, TSV, Excel (.xlsx), Parquet or JSON lines, also alone in a zip',
  unreadable: 'rows',
  extensions: [...tableExtensions, '.zip'],
  // More than one is a table too: which of them it is to be, the import asks.
  recognizes: (inputs) => tablesAlone(inputs).length > 0,
  asksAnew({ columns: used, label }, { columns = new Map(), labelColumn = label }) {
    const typeOf = new Map<string, ColumnType>(used.map(({ name, type }) => [name, type]));
    const isOther = ([name, type]: [string, ColumnType]): boolean =>
      (isLearntFrom(type) || typeOf.has(name)) && typeOf.get(name) !== type && name !== label;
    return labelColumn !== label || [...columns].some(isOther);
  },
  async import(
    before,
    { inputs, labelsFrom, columns, labelColumn, target: wished, preprocessing: _, ...request },
  ) {
    const { onProgress } = request;
    onProgress('looking at the columns', 0, null);
    const {
      label,
      preprocessing,
      target,
      rows,
      sampled,
      columns: infos,
      labels,
      lookalike,
      ...result
    } = await importTable({
      ...request,
      table: await onlyTable(inputs),
      preprocessing: before,
      ...(columns === undefined ? {} : { types: columns }),
      ...(before !== null
        ? { label: before.label }
        : labelColumn === undefined
          ? {}
          : { label: labelColumn }),
      labelsFromColumn: labelsFrom === 'column',
      ...(wished === undefined ? {} : { target: wished }),
      onProgress: ({ done, total }) => onProgress('reading rows', done, total),
    });
    return {
      ...result,
      ...(target === null ? {} : { target }),
      preprocessing: { kind: 'tables', columns: preprocessing.columns, label },
      ...(before === null && labelColumn === undefined
        ? { labelFound: labelFound({ columns: infos, labels, lookalike, label }) }
        : {}),
      found: {
        ...{ rows, sampled, notes: result.notes },
        columns: infos.map(({ name, type, reason, missing }) => ({ name, type, reason, missing })),
      },
      summary: new SummaryBuilder().finish(result.skipped),
      ignored: 0,
    };
  },
  async pack(dir, preprocessing, inputs, { signal, reporter, spawnDecoder }) {
    const onProgress = importProgress(reporter);
    const table = await onlyTable(inputs);
    const packFile = path.join(dir, 'rows.safetensors');
    const { samples, skipped } = await importTable({
      table,
      packFile,
      thumbnailFile: path.join(dir, 'rows.thumbnails'),
      preprocessing,
      label: preprocessing.label,
      labelsFromColumn: false,
      keepCopies: true,
      signal,
      ...(spawnDecoder === undefined ? {} : { spawnDecoder }),
      onProgress: ({ done, total }) => onProgress('reading rows', done, total),
    });
    if (samples.length === 0) {
      throw new PretextError('no-data', `${tableTitle(table)} has no rows.`, {
        path: table.file,
        remedy: 'Give a table with a row under its header at least.',
      });
    }
    return { file: packFile, paths: samples.map((each) => each.path), skipped };
  },
  preparation({ columns, label }) {
    const kept = label === null ? '' : `; the column “${label}” is kept out: it is what is learnt`;
    return `rows of ${columns.length} columns${kept}`;
  },
  prepared({ columns }) {
    const names = columns.map(({ name }) => `“${name}”`).join(', ');
    return `Rows are encoded column by column, as pretext.json says under "preprocessing": ${names}.`;
  },
  /** Comparing rows with changed ones of their own is what is known to work on tables (SCARF, arXiv 2106.15147). */
  advise: (_project, _preprocessing, rows) => ({
    task: 'simclr',
    encoder: 'mlp',
    // Rows are small, and passes over them cheap.
    passes: 100,
    // Of 398 rows, 400 passes gave two to three points less with 20 labels (docs/decisions/0053).
    mostPasses: 100,
    mostMinutes: 10,
    reasons: [
      `These are ${rows.length.toLocaleString('en-US')} rows of a table. Each is told from the others although some of its columns are another row's, which teaches how columns go together.`,
    ],
  }),
};
