import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse } from 'csv-parse';

export interface ParsedRecord {
  fields: string[];
  /** UTF-8 bytes and lines from where the parser began to the end of this record. */
  bytes: number;
  lines: number;
}

/** csv-parse, told what comes and asked what it made of it: from a place where a record begins until it breaks. */
export class CsvParser {
  readonly #parsed: ParsedRecord[] = [];
  readonly #parser: ReturnType<typeof parse>;
  readonly #ended: Promise<void>;
  #broken: 'quote' | 'size' | null = null;

  constructor(delimiter: string, maxRecordChars: number) {
    this.#parser = parse({
      delimiter,
      max_record_size: maxRecordChars,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      // Taken here and not from the stream, which forgets what it has parsed when an error follows.
      on_record: (fields: string[], { bytes, lines }) => {
        this.#parsed.push({ fields, bytes, lines });
        return null;
      },
    });
    this.#ended = finished(this.#parser.resume()).catch((error: { code?: string }) => {
      // By the text: nothing else can go wrong in there.
      this.#broken = error.code === 'CSV_MAX_RECORD_SIZE' ? 'size' : 'quote';
    });
  }

  /** Why it cannot go on: a quote that is never closed, or a record that is too long. */
  get broken(): 'quote' | 'size' | null {
    return this.#broken;
  }

  /**
   * The records that end in what comes next.
   *
   * @param chunk `null` at the end
   */
  async parse(chunk: Buffer | null): Promise<ParsedRecord[]> {
    if (chunk !== null) {
      this.#parser.write(chunk);
      await nextTurn();
    } else {
      if (this.#broken === null) this.#parser.end();
      await this.#ended;
    }
    return this.#parsed.splice(0);
  }

  /** No more is wanted of it. */
  async abandon(): Promise<void> {
    this.#parser.destroy();
    await this.#ended;
  }
}
