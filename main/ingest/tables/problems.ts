import { formatCount } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { RowProblem, TableLimits } from './table.ts';

/** Rows that were left out, until there are too many to make sense of the file. */
export class ProblemCounter {
  readonly #limits: TableLimits;
  #problems = 0;
  #rows = 0;

  constructor(limits: TableLimits) {
    this.#limits = limits;
  }

  /** @throws {Refusal} `corrupt` when too many rows are left out, `oversized` when there are too many rows */
  count(rows: number, problems: readonly RowProblem[]): void {
    this.#rows += rows;
    this.#problems += problems.length;
    const { maxProblems, maxRows } = this.#limits;
    if (this.#rows > maxRows) {
      throw new Refusal('oversized', `has more than ${formatCount(maxRows)} rows, the limit`);
    }
    const first = problems[0]?.reason ?? '';
    if (this.#problems > maxProblems) {
      const clause = `is no table that can be read: more than ${formatCount(maxProblems)} of its rows make no sense (${first.replace(/\.$/, '')})`;
      throw new Refusal('corrupt', clause);
    }
  }
}
