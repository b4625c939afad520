import { parse } from 'csv-parse/sync';
import { looksLikeValue } from './looks-like-value.ts';
import type { Cell } from './table.ts';

export type Delimiter = ',' | ';' | '\t' | '|';

/** By how seldom they stand in ordinary text or numbers: where two fit alike, the first one. */
const delimiters: readonly Delimiter[] = ['\t', ';', '|', ','];
const sampledLines = 200;

export interface CsvDialect {
  delimiter: Delimiter;
  header: boolean;
  /** Fields of most rows. */
  width: number;
  /** Share of the sampled rows that have `width` fields, 0..1. */
  regular: number;
  /** The sampled rows, as fields. */
  sample: string[][];
}

/**
 * How a text file is a table, by its first lines: the delimiter by which the most rows have the same number of
 * fields, the first row among them. With one column there is no delimiter to find; it is a comma then.
 *
 * @param text the start of the file
 * @param whole whether `text` is all of it; otherwise its last line may be cut
 */
export function findDialect(
  text: string,
  whole: boolean,
  given: { delimiter?: Delimiter; header?: boolean } = {},
): CsvDialect {
  const lines = whole ? text : text.slice(0, lastLineEnd(text));
  const tried = (given.delimiter === undefined ? delimiters : [given.delimiter]).map((delimiter) =>
    tryDelimiter(lines, delimiter),
  );
  const ofMany = tried.filter((one) => one.width > 1);
  ofMany.sort((a, b) => b.score - a.score);
  const best = ofMany[0] ?? tried.at(-1);
  if (best === undefined) throw new Error('no delimiter to try');
  const { delimiter, width, regular, sample } = best;
  const header = given.header ?? guessHeader(sample.filter((row) => row.length === width));
  return { delimiter, width, regular, sample, header };
}

function lastLineEnd(text: string): number {
  const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
  return end < 0 ? text.length : end + 1;
}

interface Tried extends Omit<CsvDialect, 'header'> {
  score: number;
}

function tryDelimiter(text: string, delimiter: Delimiter): Tried {
  const sample = parseSample(text, delimiter);
  const counts = new Map<number, number>();
  for (const row of sample) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  let width = 1;
  let most = 0;
  for (const [length, count] of counts) {
    if (count > most) [width, most] = [length, count];
  }
  const regular = sample.length === 0 ? 0 : most / sample.length;
  const first = sample[0]?.length === width ? 1 : 0.5;
  // Rounded, so that one odd row does not outweigh the order of preference.
  return { delimiter, width, regular, sample, score: Math.round(regular * first * 10) };
}

/** As many rows as can be read: what comes after a row that cannot is left out. */
function parseSample(text: string, delimiter: Delimiter): string[][] {
  const rows: string[][] = [];
  try {
    parse(text, {
      delimiter,
      quote: '"',
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      to: sampledLines,
      on_record: (row: string[]) => {
        rows.push(row);
        return null;
      },
    });
  } catch {
    // A quote that is never closed: the rows before it are sample enough.
  }
  return rows;
}

/**
 * Whether the first of `rows` names the columns. It does not when one of its values is a number, a date or a
 * truth value (years in a row, as in `country,1990,1991`, are names all the same), when values repeat, or when it
 * is empty in more than one place; or when its texts come again below.
 */
export function guessHeader(rows: readonly (readonly Cell[])[]): boolean {
  const [first, ...others] = rows;
  if (first === undefined) return false;
  const names = first.map((cell) => (typeof cell === 'string' ? cell.trim() : cell));
  if (names.some((name) => name !== null && typeof name !== 'string' && !isYear(String(name)))) {
    return false;
  }
  const texts = names.map((name) => (name === null ? '' : String(name)));
  const values = texts.filter((text) => text !== '' && looksLikeValue(text));
  if (
    values.length > 0 &&
    !(values.every(isYear) && isRising(values) && values.length < texts.length)
  )
    return false;
  const filled = texts.filter((text) => text !== '');
  if (filled.length === 0 || texts.length - filled.length > Math.max(1, texts.length / 10)) {
    return false;
  }
  // Values below that are no texts while the first row is: the plainest sign.
  const typed = others.length > 0 && texts.some((_, index) => isTyped(others, index));
  if (typed) return true;
  // Tables of texts alone: a name does not come again as a value of its column.
  const again = texts.filter((text, index) =>
    others.some((row) => text !== '' && String(row[index] ?? '').trim() === text),
  );
  return again.length === 0 && new Set(filled).size === filled.length;
}

function isTyped(rows: readonly (readonly Cell[])[], index: number): boolean {
  let typed = 0;
  let filled = 0;
  for (const row of rows) {
    const cell = row[index] ?? null;
    if (cell === null || cell === '') continue;
    filled += 1;
    if (typeof cell !== 'string' || looksLikeValue(cell.trim())) typed += 1;
  }
  return filled > 0 && typed > filled / 2;
}

function isYear(text: string): boolean {
  return /^(?:1[5-9]|20)\d\d$/.test(text);
}

function isRising(texts: readonly string[]): boolean {
  return texts.every((text, index) => index === 0 || Number(text) > Number(texts[index - 1]));
}
