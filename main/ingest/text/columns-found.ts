import { PretextError } from '../../../shared/errors.ts';
import type { Candidate } from '../candidate.ts';
import type { AskedColumns, TextsAnswer } from './text-messages.ts';

/** Whether tables have the columns that a person asked for. Among many files some may lack them, but not a file that is named itself. */
export class ColumnsFound {
  readonly #asked: AskedColumns;
  readonly #has = { text: false, label: false };
  /** What is said of the first table without it. */
  readonly #lacks: { text: PretextError | null; label: PretextError | null } = {
    text: null,
    label: null,
  };
  #anyText = false;

  constructor(asked: AskedColumns) {
    this.#asked = asked;
  }

  /** @throws {PretextError} `bad-usage` for a named table that lacks a column */
  see(candidate: Candidate, { columns, texts }: TextsAnswer): void {
    const { text, label } = this.#asked;
    this.#anyText ||= texts.some(({ is }) => is === 'document');
    if (text !== null) {
      if (columns !== null) this.#has.text = true;
      for (const one of texts) {
        if (one.is !== 'refused' || one.code !== 'no-column') continue;
        this.#lack('text', candidate, one.clause);
      }
    }
    if (label === null || columns === null) return;
    if (columns.lacksLabel === null) this.#has.label = true;
    else this.#lack('label', candidate, columns.lacksLabel);
  }

  /** @throws {PretextError} `bad-usage` for a column that no table has */
  checkAll(): void {
    for (const which of ['text', 'label'] as const) {
      const name = this.#asked[which];
      if (name === null || this.#has[which]) continue;
      const lacks = this.#lacks[which];
      if (lacks !== null) throw lacks;
      // Of what cannot be read at all more is to be said.
      if (!this.#anyText) continue;
      throw new PretextError(
        'bad-usage',
        `The column ${JSON.stringify(name)} was asked for, and there is no table among what was given.`,
        { remedy: 'Give a CSV, TSV or JSON-lines file, or ask for no column.' },
      );
    }
  }

  #lack(which: 'text' | 'label', { path, source, named }: Candidate, clause: string): void {
    const error = new PretextError('bad-usage', `${path} ${clause}.`, {
      path: source,
      remedy: 'Name columns as they stand there.',
    });
    if (named) throw error;
    this.#lacks[which] ??= error;
  }
}
