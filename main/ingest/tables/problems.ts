import { formatCount } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { RowProblem, TableLimits } from './table.ts';

/** Of all rows, so many may be left out before the file makes no sense, where they are more than a table may have anyway. */
const mostShare = 0.5;
/** So many times what a table may have in any case: from there on what follows is not waited for. */
const hopeless = 10;

/** Rows that were left out, until there are too many to make sense of the file. */
export class ProblemCounter {
  readonly #limits: TableLimits;
  #first: RowProblem | null = null;
  #problems = 0;
  #rows = 0;

  constructor(limits: TableLimits) {
    this.#limits = limits;
  }

  /** @throws {Refusal} `corrupt` when there is no hope that most rows make sense, `oversized` when there are too many rows */
  count(rows: number, problems: readonly RowProblem[]): void {
    this.#rows += rows;
    this.#problems += problems.length;
    this.#first ??= problems[0] ?? null;
    const { maxProblems, maxRows } = this.#limits;
    if (this.#rows > maxRows) {
      throw new Refusal('oversized', `has more than ${formatCount(maxRows)} rows, the limit`);
    }
    this.#refuseBeyond(hopeless * maxProblems);
  }

  /** When all is counted. @throws {Refusal} `corrupt` when most rows are left out, and more than a table may have in any case */
  finish(): void {
    this.#refuseBeyond(this.#limits.maxProblems);
  }

  #refuseBeyond(limit: number): void {
    const all = this.#rows + this.#problems;
    if (this.#problems <= limit || this.#problems <= mostShare * all) return;
    const why = this.#first?.reason.replace(/\.$/, '') ?? '';
    const counts = `${formatCount(this.#problems)} of its first ${formatCount(all)} rows make no sense`;
    throw new Refusal('corrupt', `is no table that can be read: ${counts} (${why})`);
  }
}
