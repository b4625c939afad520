import { Refusal } from '../../refusal.ts';
import type { TableRow } from './table-row.ts';

/** Rows by which the columns are told, unless there is more text in them than this. */
const sampleRows = 500;
const sampleCharacters = 8_000_000;

export interface FirstRows {
  sample: TableRow[];
  /** Why there are no more: to be thrown after them. */
  failure: Refusal | null;
}

/** The rows by which the columns of a table are told. */
export async function firstRows(rows: AsyncGenerator<TableRow>): Promise<FirstRows> {
  const sample: TableRow[] = [];
  let characters = 0;
  try {
    while (sample.length < sampleRows && characters < sampleCharacters) {
      const next = await rows.next();
      if (next.done === true) break;
      sample.push(next.value);
      if (next.value.is === 'bad') continue;
      for (const cell of next.value.cells.values()) characters += cell.length;
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { sample, failure: error };
  }
  return { sample, failure: null };
}
