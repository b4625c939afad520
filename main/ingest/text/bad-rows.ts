import { formatCount } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { RefusedText } from './text-input.ts';
import type { TextLimits } from './text-limits.ts';

/** Rows of a table that cannot be read: the first ones are named, all are counted, and too many end the reading. */
export class BadRows {
  /** Of all sorts. */
  rows = 0;
  readonly #table: string;
  readonly #limits: TextLimits;
  #bad = 0;

  constructor(table: string, limits: TextLimits) {
    this.#table = table;
    this.#limits = limits;
  }

  /** Counts one more, and says whether it is named. */
  isNamed(): boolean {
    this.rows += 1;
    this.#bad += 1;
    return this.#bad <= this.#limits.maxNamedRows;
  }

  areTooMany(): boolean {
    const { maxBadRows, maxBadShare } = this.#limits;
    return this.#bad > maxBadRows && this.#bad > this.rows * maxBadShare;
  }

  /** One for all that were not named. */
  *unnamed(): Generator<RefusedText> {
    const more = this.#bad - this.#limits.maxNamedRows;
    if (more <= 0) return;
    const clause = `are left out: ${formatCount(more)} more`;
    yield { is: 'refused', name: `${this.#table}, further rows`, code: 'bad-row', clause };
  }

  tooMany(): Refusal {
    const clause = `has ${formatCount(this.#bad)} rows among its first ${formatCount(this.rows)} that cannot be read; all after these were left out`;
    return new Refusal('corrupt', clause);
  }
}
