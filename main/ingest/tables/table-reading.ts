import { messageOf, systemCodeOf } from '../../../shared/errors.ts';
import { encodeSampleText } from '../../files/sample-text.ts';
import { peek } from '../peek.ts';
import { Refusal, systemErrorClause } from '../refusal.ts';
import { categoryText } from './cell-values.ts';
import { describeRow, noValue, shortText } from './describe-row.ts';
import { type NearKey, nearDuplicateRule, rowHash } from './duplicates.ts';
import type { NumberStyle } from './numbers.ts';
import { openTable } from './open-table.ts';
import { type PreparedTable, prepareTable, seeTable } from './prepare-table.ts';
import { RowEncoder } from './row-encoder.ts';
import { sniffTable } from './sniff-table.ts';
import type { Cell, OpenTable, TableBatch } from './table.ts';
import { tableName } from './table-file.ts';
import { fileInput, zippedInput } from './table-input.ts';
import type {
  OpenedTable,
  OpenTableRequest,
  SeenColumns,
  SeeTableRequest,
  TableAnswer,
  TableRequest,
  TableRows,
} from './table-messages.ts';

const sniffedBytes = 64 * 1024;

/** A table that is read in this process, a batch a request. What is wrong with it becomes the answer. */
export class TableReading {
  #rows: AsyncGenerator<TableRows['rows'][number]> | null = null;

  async answer(request: TableRequest): Promise<TableAnswer> {
    try {
      switch (request.op) {
        case 'see-table':
          return await seen(request);
        case 'open-table':
          return await this.#open(request);
        case 'next-rows':
          return await this.#next();
      }
    } catch (error) {
      if (error instanceof Refusal) {
        return { is: 'refused', code: error.code, clause: error.clause };
      }
      const code = systemCodeOf(error);
      if (code === undefined) throw error; // a fault of ours: crash, and be reported as crashed
      return {
        is: 'refused',
        code: 'unreadable',
        clause: systemErrorClause(code, messageOf(error)),
      };
    }
  }

  async #open(request: OpenTableRequest): Promise<OpenedTable> {
    const table = await tableOf(request);
    const { types, label, seed } = request;
    // A later table may lack the column of the labels.
    const known = request.preprocessing === null || label == null || table.columns.includes(label);
    const prepared = await prepareTable(table, {
      seed,
      types,
      ...(label === undefined ? {} : { label: known ? label : null }),
    });
    const preprocessing = request.preprocessing ?? prepared.preprocessing;
    const { rows, infos, labels, problems, problemCount } = prepared;
    const near = nearDuplicateRule(infos, prepared.sample);
    this.#rows = encodedRows(
      table,
      new RowEncoder(preprocessing, table.columns),
      labelOf(table, prepared),
      near,
    );
    return {
      is: 'table',
      ...{ rows, sampled: prepared.sample.rows.length, columns: infos },
      ...{ preprocessing, labels, lookalike: prepared.lookalike, label: prepared.label },
      ...{ notes: table.notes, problems, problemCount },
    };
  }

  async #next(): Promise<TableRows> {
    if (this.#rows === null) throw new Error('no table is open');
    const rows: TableRows['rows'] = [];
    let bytes = 0;
    while (rows.length < batchRows && bytes < batchBytes) {
      const next = await this.#rows.next();
      if (next.done === true) break;
      rows.push(next.value);
      bytes += next.value.features.byteLength + next.value.text.byteLength;
    }
    return { is: 'rows', rows };
  }
}

/** @throws {Refusal} */
async function tableOf({ table, options }: SeeTableRequest | OpenTableRequest) {
  const { file, entry } = table;
  const name = tableName(table);
  const input =
    entry === undefined ? await fileInput(name, file) : zippedInput(name, entry.location);
  if (input.size === 0) throw new Refusal('empty', 'is empty (0 bytes)');
  const { head, close } = await peek(input.chunks(), sniffedBytes);
  await close();
  const sniffed = sniffTable(name, head);
  if (sniffed === null) {
    throw new Refusal(
      'unsupported',
      'is no table: CSV, TSV, Excel (.xlsx), Parquet and JSON lines can be read',
    );
  }
  return await openTable(sniffed.format, input, options);
}

async function seen(request: SeeTableRequest): Promise<SeenColumns> {
  const { types, label, seed } = request;
  const table = await tableOf(request);
  const found = await seeTable(table, { seed, types, ...(label === undefined ? {} : { label }) });
  const { rows } = found.sample;
  const columns = found.infos.map((info, place) => ({
    ...info,
    examples: examplesOf(rows.map(({ row }) => row[place] ?? null)),
  }));
  return {
    is: 'columns',
    ...{ rows: found.rows, sampled: rows.length, columns },
    ...{ labels: found.labels, lookalike: found.lookalike, label: found.label },
    notes: table.notes,
  };
}

const shownExamples = 3;

/** The first different values. */
function examplesOf(cells: readonly Cell[]): string[] {
  const examples = new Set<string>();
  for (const cell of cells) {
    const text = shortText(cell);
    if (text !== null) examples.add(text);
    if (examples.size === shownExamples) break;
  }
  return [...examples];
}

/** Rows an answer, and bytes: the importing process takes it in one go, a few milliseconds' work. */
const batchRows = 1000;
const batchBytes = 1024 * 1024;

/** Where the label of a row is, −1 for nowhere, and how its numbers are written. */
interface LabelCell {
  place: number;
  style: NumberStyle;
}

function labelOf(table: OpenTable, { label, infos }: PreparedTable): LabelCell {
  const place = label === null ? -1 : table.columns.indexOf(label);
  const info = infos[place];
  // What is no column of numbers is taken by its letters.
  return { place, style: info?.type === 'number' ? info.numberStyle : 'plain' };
}

async function* encodedRows(
  table: OpenTable,
  encoder: RowEncoder,
  label: LabelCell,
  near: NearKey | null,
): AsyncGenerator<TableRows['rows'][number]> {
  const shown = table.columns.map((name, place) => ({ name, place }));
  const features = shown.filter(({ place }) => place !== label.place);
  const names = features.map(({ name }) => name);
  for await (const { rows, places } of table.batches() as AsyncIterable<TableBatch>) {
    for (const [i, row] of rows.entries()) {
      // The label is no part of what is looked at.
      const cells: Cell[] = features.map(({ place }) => row[place] ?? null);
      const columns = describeRow(names, cells).map(
        ([name, value]) => [name, value ?? noValue] as [string, string],
      );
      yield {
        place: places[i] ?? 0,
        features: new Uint8Array(encoder.encodeRow(row).buffer),
        text: encodeSampleText({ columns }),
        sha256: rowHash(row),
        near: near?.(row) ?? null,
        label: label.place < 0 ? null : categoryText(row[label.place] ?? null, label.style),
      };
    }
  }
}
