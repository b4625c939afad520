import { CsvParser } from './csv-parser.ts';
import { CsvWindow } from './csv-window.ts';
import { Refusal } from './refusal.ts';
import { hasSwallowedRows, lineEnd } from './swallowed-rows.ts';

interface Place {
  /** From 1, the header and blank rows included: as a spreadsheet counts. */
  number: number;
  /** Where it begins, from 1. */
  line: number;
}

interface WholeRecord extends Place {
  fields: string[];
}

export interface BrokenRecord extends Place {
  broken: 'quote' | 'size';
}

export type CsvRecord = WholeRecord | BrokenRecord;

/** What is said of a record that is broken by a quote: it would swallow others, or the end of the text. */
export const openQuote = 'has a quote that is never closed';

export interface CsvLimits {
  /** Characters of one record. */
  maxRecordCharacters: number;
  /** Quotes that are never closed, of one file: finding out takes long, so from then on one is looked for no further than `hastyRecordCharacters`. */
  maxOpenQuotes: number;
  /** Likewise of all records so far: with more of both the rest is given up. */
  maxOpenQuoteShare: number;
  hastyRecordCharacters: number;
}

export const openQuoteLimits = {
  maxOpenQuotes: 100,
  maxOpenQuoteShare: 0.1,
  hastyRecordCharacters: 64 * 1024,
} as const satisfies Partial<CsvLimits>;

/**
 * Records of delimited text that comes in pieces, as arrays of fields (not objects by header: a column may be called `__proto__`),
 * without blank ones. Quoted fields may hold line ends. A quote that is never closed would swallow rows, and a line without end would
 * fill the memory: such a record is broken, and reading goes on with the line after the one where it began.
 *
 * @param width fields of a record, which one that runs over several lines must have to be plausible; default: as many as the first has
 * @returns some at a time
 * @throws {Refusal} `corrupt` when quotes stay open too often to make sense
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  delimiter: string,
  limits: CsvLimits,
  width: number | null = null,
): AsyncGenerator<CsvRecord[]> {
  const source = new CsvWindow(text);
  try {
    yield* readRuns(source, delimiter, limits, width);
  } finally {
    await source.close(); // whoever stops early would keep the file open
  }
}

/** A run is what one parser reads: up to a record that is broken. */
async function* readRuns(
  source: CsvWindow,
  delimiter: string,
  limits: CsvLimits,
  givenWidth: number | null,
): AsyncGenerator<CsvRecord[]> {
  let width = givenWidth;
  let number = 1;
  let line = 1;
  let openQuotes = 0;
  /** Characters in which a record must end. */
  let most = limits.maxRecordCharacters;
  while (await source.beginRun()) {
    const parser = new CsvParser(delimiter, most);
    /** Lines and bytes of the run up to the last record that made sense. */
    const good = { lines: 0, bytes: 0 };
    let isBroken = false;
    while (!isBroken) {
      const chunk = await source.next();
      const records: WholeRecord[] = [];
      for (const one of await parser.parse(chunk)) {
        const hasLines = one.lines - good.lines > 1;
        if (hasLines && width !== null) {
          const raw = (): string => source.text(good.bytes, one.bytes);
          isBroken = one.fields.length !== width || hasSwallowedRows(one, raw, delimiter, width);
          if (isBroken) break;
        }
        width ??= one.fields.length;
        if (one.fields.length > 1 || one.fields[0]?.trim() !== '') {
          records.push({ number, line, fields: one.fields });
        }
        number += 1;
        line += hasLines ? 1 + lineEnds(one.fields) : 1;
        good.lines = one.lines;
        good.bytes = one.bytes;
      }
      source.forget(good.bytes);
      isBroken ||= parser.broken !== null;
      if (records.length > 0) yield records;
      if (chunk === null) break;
    }
    await parser.abandon();
    if (!isBroken) return;
    const length = source.firstLineLength();
    const isLonger = (limit: number): boolean => length < 0 || length > limit;
    if (most < limits.maxRecordCharacters && isLonger(most)) {
      most = limits.maxRecordCharacters; // that was no quote, but a long line
      continue;
    }
    const broken = isLonger(limits.maxRecordCharacters) ? 'size' : 'quote';
    yield [{ number, line, broken }];
    if (broken === 'quote') openQuotes += 1;
    if (openQuotes > limits.maxOpenQuotes) {
      if (openQuotes > number * limits.maxOpenQuoteShare) {
        throw new Refusal('corrupt', 'has too many quotes that are never closed');
      }
      most = Math.min(limits.hastyRecordCharacters, limits.maxRecordCharacters);
    }
    await source.skipLine();
    number += 1;
    line += 1;
  }
}

/** The parser's own count takes `\r\n` between quotes for two. */
function lineEnds(fields: readonly string[]): number {
  return fields.reduce((sum, field) => sum + field.split(lineEnd).length - 1, 0);
}
