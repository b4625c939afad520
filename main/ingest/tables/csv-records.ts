import { CsvParser } from '../csv-parser.ts';
import type { Delimiter } from './csv-dialect.ts';

export interface CsvRecord {
  fields: string[];
  /** Where it begins, from 1. */
  line: number;
}

export interface BrokenRecord {
  line: number;
  broken: 'quote' | 'size';
}

const newline = 0x0a;

/**
 * Records of delimited text as arrays of fields, never objects by header (a column may be called `__proto__`). A
 * quote that is never closed would swallow the rest, and a line without end would fill the memory: such a record is
 * given as broken, and reading goes on with the line after the one where it began.
 *
 * @param width fields of a good record: one that runs over several lines and has another number is broken
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  delimiter: Delimiter,
  width: number,
  maxChars: number,
): AsyncGenerator<(CsvRecord | BrokenRecord)[]> {
  const bytes = new PendingBytes(text);
  try {
    yield* readRuns(bytes, delimiter, width, maxChars);
  } finally {
    await bytes.close(); // whoever stops early would keep the file open
  }
}

async function* readRuns(
  bytes: PendingBytes,
  delimiter: Delimiter,
  width: number,
  maxChars: number,
): AsyncGenerator<(CsvRecord | BrokenRecord)[]> {
  let line = 1;
  while (await bytes.fill()) {
    const good = { bytes: 0, lines: 0 }; // up to the last record that made sense
    const parser = new CsvParser(delimiter, maxChars);
    let broken: BrokenRecord['broken'] | null = null;
    let chunk: Buffer | null = bytes.first();
    while (broken === null) {
      const records: CsvRecord[] = [];
      for (const one of await parser.parse(chunk)) {
        if (one.lines - good.lines > 1 && one.fields.length !== width && holdsLineEnd(one.fields)) {
          broken = 'quote';
          break;
        }
        if (one.fields.length > 1 || one.fields[0]?.trim() !== '') {
          records.push({ fields: one.fields, line: line + good.lines });
        }
        good.bytes = one.bytes;
        good.lines = one.lines;
      }
      bytes.drop(good.bytes);
      broken ??= parser.broken;
      if (records.length > 0) yield records;
      if (chunk === null) break;
      chunk = await bytes.more();
    }
    await parser.abandon();
    if (broken === null) return;
    line += good.lines;
    yield [{ line, broken }];
    if (!(await bytes.skipLine())) return;
    line += 1;
  }
}

function holdsLineEnd(fields: string[]): boolean {
  return fields.some((field) => field.includes('\n') || field.includes('\r'));
}

/** The text as UTF-8, as much of it as is not yet known to be read well. */
class PendingBytes {
  readonly #text: AsyncIterator<string>;
  #chunks: Buffer[] = [];
  /** Of the run, already let go. */
  #dropped = 0;
  #ended = false;

  constructor(text: AsyncIterable<string>) {
    this.#text = text[Symbol.asyncIterator]();
  }

  /** Whether there is anything left to begin a new run with. */
  async fill(): Promise<boolean> {
    this.#dropped = 0;
    return this.#chunks.length > 0 || (await this.#pull());
  }

  /** All that is pending, as the first bytes of a run. */
  first(): Buffer {
    this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  /** The bytes after those given before; `null` at the end. */
  async more(): Promise<Buffer | null> {
    return (await this.#pull()) ? (this.#chunks.at(-1) ?? null) : null;
  }

  /** Lets go of the first `bytes` of the run. */
  drop(bytes: number): void {
    while (this.#dropped < bytes && this.#chunks.length > 0) {
      const chunk = this.#chunks[0] ?? Buffer.alloc(0);
      const rest = bytes - this.#dropped;
      if (chunk.length <= rest) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(rest);
      this.#dropped += Math.min(rest, chunk.length);
    }
  }

  /** Goes behind the next line end. `false`: there is none. */
  async skipLine(): Promise<boolean> {
    do {
      for (let chunk = this.#chunks.shift(); chunk !== undefined; chunk = this.#chunks.shift()) {
        const end = chunk.indexOf(newline);
        if (end < 0) continue;
        if (end + 1 < chunk.length) this.#chunks.unshift(chunk.subarray(end + 1));
        return true;
      }
    } while (await this.#pull());
    return false;
  }

  async close(): Promise<void> {
    await this.#text.return?.();
  }

  async #pull(): Promise<boolean> {
    while (!this.#ended) {
      const next = await this.#text.next();
      if (next.done === true) this.#ended = true;
      else if (next.value !== '') {
        this.#chunks.push(Buffer.from(next.value));
        return true;
      }
    }
    return false;
  }
}
