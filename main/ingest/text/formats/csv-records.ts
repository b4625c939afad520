import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse } from 'csv-parse';
import { formatCount } from '../../limits.ts';
import { Refusal } from '../../refusal.ts';
import type { TextLimits } from '../text-limits.ts';

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
  while (await source.hasMore()) {
    let isBroken = false;
    /** Lines and bytes up to the last record that made sense. */
    const good = { lines: 0, bytes: 0 };
    const parser = new RecordParser(delimiter, limits.maxRecordCharacters);
    while (!isBroken) {
      const chunk = await source.next();
      const parsed = await parser.parse(chunk);
      for (const one of parsed.records) {
        if (one.lines - good.lines > 1 && width !== null && one.fields.length !== width) {
          isBroken = true;
          break;
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
      isBroken ||= parsed.isBroken;
      if (chunk === null) break;
    }
    parser.close();
    if (!isBroken) return;
    number += 1;
    const line = source.firstLineLength();
    if (line < 0 || line > limits.maxRecordCharacters) {
      const most = formatCount(limits.maxRecordCharacters);
      yield { number, problem: `is longer than ${most} characters` };
    } else {
      openQuotes += 1;
      yield { number, problem: openQuote };
    }
    if (openQuotes > limits.maxOpenQuotes) {
      throw new Refusal('corrupt', 'has too many quotes that are never closed');
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

interface ParsedRecord {
  fields: string[];
  /** Lines and UTF-8 bytes from where the parser began to the end of this record. */
  lines: number;
  bytes: number;
}

/** csv-parse, told what comes and asked what it made of it. */
class RecordParser {
  readonly #parser;
  readonly #ended: Promise<void>;
  #records: ParsedRecord[] = [];
  #isBroken = false;

  constructor(delimiter: string, maxRecordCharacters: number) {
    this.#parser = parse({
      delimiter,
      max_record_size: maxRecordCharacters,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      // Taken here and not from the stream, which forgets what it has parsed when an error follows.
      on_record: (fields: string[], { lines, bytes }) => {
        this.#records.push({ fields, lines, bytes });
        return null;
      },
    });
    this.#ended = finished(this.#parser.resume()).catch(() => {
      this.#isBroken = true; // by the text: nothing else can go wrong in there
    });
  }

  /** @param chunk `null` at the end */
  async parse(chunk: Buffer | null): Promise<{ records: ParsedRecord[]; isBroken: boolean }> {
    if (chunk === null) {
      this.#parser.end();
      await this.#ended;
    } else {
      this.#parser.write(chunk);
      await nextTurn();
    }
    const records = this.#records;
    this.#records = [];
    return { records, isBroken: this.#isBroken };
  }

  close(): void {
    this.#parser.destroy();
  }
}
