import { CsvParser } from '../../csv-parser.ts';
import { formatCount } from '../../limits.ts';
import { Refusal } from '../../refusal.ts';
import type { TextLimits } from '../text-limits.ts';
import { hasSwallowedRows } from './swallowed-rows.ts';

export type CsvRecord =
  | {
      /** From 1, the header and blank rows included: as a spreadsheet counts. */
      number: number;
      fields: string[];
    }
  | { number: number; problem: string };

/** The problem of a record that swallowed others, or the end of the text. */
export const openQuote = 'has a quote that is never closed';

/** UTF-8 bytes parsed before others have their turn. */
const chunkBytes = 64 * 1024;

/**
 * Records of a table that comes in pieces, as arrays of fields (not objects by header: a column may be called `__proto__`).
 * Quoted fields may hold line ends. A quote that is never closed would swallow rows: such a record is a problem, and reading
 * goes on with the line after the one where it began; so is a record that is too long.
 *
 * @throws {Refusal} `corrupt` when quotes stay open too often to make sense
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  delimiter: string,
  limits: TextLimits,
): AsyncGenerator<CsvRecord> {
  const source = new TextWindow(text);
  let number = 0;
  /** Fields of the first record: what one that runs over several lines must have, to be plausible. */
  let width: number | null = null;
  let openQuotes = 0;
  /** Characters in which a record must end. */
  let most = limits.maxRecordCharacters;
  while (await source.hasMore()) {
    let isBroken = false;
    /** Lines and bytes up to the last record that made sense. */
    const good = { lines: 0, bytes: 0 };
    const parser = new CsvParser(delimiter, most);
    while (!isBroken) {
      const chunk = await source.next();
      for (const one of await parser.parse(chunk)) {
        if (one.lines - good.lines > 1 && width !== null) {
          const raw = (): string => source.beginning(one.bytes - good.bytes);
          isBroken = one.fields.length !== width || hasSwallowedRows(one, raw, delimiter, width);
          if (isBroken) break;
        }
        number += 1;
        width ??= one.fields.length;
        if (one.fields.length > 1 || one.fields[0]?.trim() !== '') {
          yield { number, fields: one.fields };
        }
        good.lines = one.lines;
        source.forget(one.bytes - good.bytes);
        good.bytes = one.bytes;
      }
      isBroken ||= parser.broken !== null;
      if (chunk === null) break;
    }
    await parser.abandon();
    if (!isBroken) return;
    const line = source.firstLineLength();
    if (most < limits.maxRecordCharacters && (line < 0 || line > most)) {
      most = limits.maxRecordCharacters; // that was no quote, but a long line
      continue;
    }
    number += 1;
    if (line < 0 || line > limits.maxRecordCharacters) {
      const longest = formatCount(limits.maxRecordCharacters);
      yield { number, problem: `is longer than ${longest} characters` };
    } else {
      openQuotes += 1;
      yield { number, problem: openQuote };
    }
    if (openQuotes > limits.maxOpenQuotes) {
      if (openQuotes > number * limits.maxOpenQuoteShare) {
        throw new Refusal('corrupt', 'has too many quotes that are never closed');
      }
      most = Math.min(limits.hastyRecordCharacters, limits.maxRecordCharacters);
    }
    await source.skipLine();
  }
}

/** What has been read and may have to be read again, as UTF-8. */
class TextWindow {
  readonly #pieces: AsyncIterator<string>;
  #held: Buffer = Buffer.alloc(0);
  /** How much of `#held` was handed out. */
  #handed = 0;
  #isDone = false;

  constructor(text: AsyncIterable<string>) {
    this.#pieces = text[Symbol.asyncIterator]();
  }

  /** Whether anything is left to read, from the beginning of what is held. */
  async hasMore(): Promise<boolean> {
    while (this.#held.length === 0 && !this.#isDone) await this.#fetch();
    this.#handed = 0;
    return this.#held.length > 0;
  }

  /** The next bytes; `null` at the end. */
  async next(): Promise<Buffer | null> {
    while (this.#handed >= this.#held.length && !this.#isDone) await this.#fetch();
    if (this.#handed >= this.#held.length) return null;
    const chunk = this.#held.subarray(this.#handed, this.#handed + chunkBytes);
    this.#handed += chunk.length;
    return chunk;
  }

  /** The first bytes as text. */
  beginning(bytes: number): string {
    return this.#held.toString('utf8', 0, bytes);
  }

  /** The first bytes will not be needed again. */
  forget(bytes: number): void {
    this.#held = this.#held.subarray(bytes);
    this.#handed -= bytes;
  }

  /** Bytes of the first line; -1 if it does not end in what is held, and more is to come. */
  firstLineLength(): number {
    const end = this.#held.indexOf(0x0a);
    return end < 0 && this.#isDone ? this.#held.length : end;
  }

  async skipLine(): Promise<void> {
    for (;;) {
      const end = this.#held.indexOf(0x0a);
      if (end >= 0) return this.forget(end + 1);
      this.forget(this.#held.length);
      if (this.#isDone) return;
      await this.#fetch();
    }
  }

  async #fetch(): Promise<void> {
    const { value, done } = await this.#pieces.next();
    if (done === true) {
      this.#isDone = true;
    } else {
      const bytes = Buffer.from(value);
      this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    }
  }
}
