import { ProblemCounter } from './problems.ts';
import { batchRows, type Cell, type TableBatch, type TableLimits } from './table.ts';

/** Collects rows and problems into batches, and keeps count of both. */
export class Batcher {
  readonly #counter: ProblemCounter;
  #batch: TableBatch = emptyBatch();

  constructor(limits: TableLimits) {
    this.#counter = new ProblemCounter(limits);
  }

  row(cells: Cell[], place: number): void {
    this.#batch.rows.push(cells);
    this.#batch.places.push(place);
  }

  /** @param what goes on after the place: `has 4 fields` */
  problem(unit: 'Line' | 'Row' | 'Object', place: number, what: string): void {
    this.#batch.problems.push({ row: place, reason: `${unit} ${place} ${what}.` });
  }

  /** The batch when it is full; at the end when there is anything in it. @throws {Refusal} */
  *take(atEnd = false): Generator<TableBatch> {
    const { rows, problems } = this.#batch;
    const full = rows.length >= batchRows || problems.length >= batchRows;
    if (full || (atEnd && rows.length + problems.length > 0)) {
      const batch = this.#batch;
      this.#batch = emptyBatch();
      this.#counter.count(batch.rows.length, batch.problems);
      yield batch;
    }
    if (atEnd) this.#counter.finish();
  }
}

function emptyBatch(): TableBatch {
  return { rows: [], places: [], problems: [] };
}
