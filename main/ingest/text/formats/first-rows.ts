import type { TableRow } from './table-row.ts';

/** Rows by which the columns are told, unless there is more text in them than this. */
const sampleRows = 500;
const sampleCharacters = 8_000_000;

/** The rows by which the columns of a table are told. */
export async function firstRows(rows: AsyncGenerator<TableRow>): Promise<TableRow[]> {
  const sample: TableRow[] = [];
  let characters = 0;
  while (sample.length < sampleRows && characters < sampleCharacters) {
    const next = await rows.next();
    if (next.done === true) break;
    sample.push(next.value);
    if (next.value.is === 'bad') continue;
    for (const cell of next.value.cells.values()) characters += cell.length;
  }
  return sample;
}
