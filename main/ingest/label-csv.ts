import { readFile, stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parse } from 'csv-parse';
import { messageOf, PretextError, systemCodeOf } from '../../shared/errors.ts';
import { decodeUtf8 } from './display-name.ts';
import { formatBytes } from './limits.ts';

export interface LabelRow {
  path: string;
  label: string;
  /** Line in the file, from 1. */
  line: number;
}

interface LabelProblem {
  line: number;
  /** A sentence. */
  reason: string;
}

export interface LabelCsv {
  rows: LabelRow[];
  /** Rows that were left out. */
  problems: LabelProblem[];
}

/** A million rows of long paths; more is not a list of labels. */
const maxBytes = 128 * 1024 * 1024;
/** A quote that is never closed swallows this much at most before it is noticed. */
const maxRecordChars = 64 * 1024;
const maxBrokenRows = 1000;
const chunkBytes = 64 * 1024;
const delimiters = [',', ';', '\t'] as const;
const remedy = 'Give a CSV file in UTF-8 whose first line names the columns path and label.';

interface CsvRecord {
  fields: string[];
  line: number;
}

/**
 * Reads labels from a CSV file with a header that names `path` and `label` (in any order and case,
 * among other columns, which are ignored). Comma, semicolon or tab; quoted fields; a byte-order mark;
 * any line ends. Rows that make no sense are listed, the others survive.
 *
 * @throws {PretextError} `not-found`; `bad-input` when the file as a whole is no such table
 */
export async function readLabelCsv(file: string): Promise<LabelCsv> {
  const bytes = await readText(file);
  const fail = (what: string): PretextError =>
    new PretextError('bad-input', `${file} ${what}`, { path: file, remedy });
  const start = bytes.subarray(0, maxRecordChars).toString('utf8');
  const delimiter = mostFrequent(start.slice(0, start.search(/[\r\n]|$/)));
  const table = new LabelTable();
  let header: Header | null = null;
  const isPlausible = (fields: readonly string[]): boolean =>
    header !== null &&
    fields.length === header.fields &&
    !/[\r\n]/.test(`${fields[header.path]}${fields[header.label]}`);
  for await (const record of records(bytes, delimiter, table.problems, isPlausible, fail)) {
    if (header === null) header = readHeader(record.fields, fail);
    else table.add(record, header);
  }
  if (header === null) throw fail('has no readable header line.');
  return { rows: table.rows, problems: table.problems.sort((a, b) => a.line - b.line) };
}

/**
 * The bytes of a text file, without a byte-order mark, known to be UTF-8.
 * @throws {PretextError}
 */
async function readText(file: string): Promise<Buffer> {
  const fail = (code: 'not-found' | 'bad-input', what: string, cause?: unknown): PretextError =>
    new PretextError(code, `${file} ${what}`, { path: file, remedy, cause });
  let bytes: Buffer;
  try {
    const stats = await stat(file);
    // Asked first: opening a pipe would wait for ever.
    if (!stats.isFile()) throw fail('bad-input', 'is not a file.');
    if (stats.size > maxBytes) {
      const size = `${formatBytes(stats.size)}; the limit is ${formatBytes(maxBytes)}`;
      throw fail('bad-input', `is too large for a table of labels: ${size}.`);
    }
    bytes = await readFile(file);
  } catch (error) {
    if (error instanceof PretextError) throw error;
    if (systemCodeOf(error) === 'ENOENT') throw fail('not-found', 'does not exist.', error);
    throw fail('bad-input', `cannot be read: ${messageOf(error)}`, error);
  }
  if (bytes.length === 0) throw fail('bad-input', 'is empty (0 bytes).');
  const problem = notText(bytes);
  if (problem !== null) throw fail('bad-input', problem);
  const text = decodeUtf8(bytes);
  if (text === null) throw fail('bad-input', 'is not UTF-8 text; save it as CSV in UTF-8.');
  if (text.trim() === '') throw fail('bad-input', 'is empty: it holds nothing but spaces.');
  return text.startsWith('\ufeff') ? bytes.subarray(3) : bytes;
}

/** Why these bytes are no text of one byte a character; `null` if they may be. */
function notText(bytes: Buffer): string | null {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return 'is UTF-16 text, not UTF-8; save it as CSV in UTF-8.';
  }
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') {
    return 'is a zip file, perhaps a spreadsheet; save it as CSV in UTF-8.';
  }
  // A stray NUL is a bad row; many of them are a binary file.
  const head = bytes.subarray(0, 4096);
  const controls = head.filter((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d].includes(byte));
  return controls.length > head.length / 20 ? 'is binary data, not text.' : null;
}

function mostFrequent(header: string): string {
  const count = (delimiter: string): number => header.split(delimiter).length;
  return [...delimiters].sort((a, b) => count(b) - count(a))[0] ?? ',';
}

/** Where the two columns are. */
interface Header {
  path: number;
  label: number;
  fields: number;
}

function readHeader(fields: readonly string[], fail: (what: string) => PretextError): Header {
  const names = fields.map((field) => field.trim().toLowerCase());
  const found = names
    .slice(0, 20)
    .map((name) => `"${name.slice(0, 40)}"`)
    .join(', ');
  const missing = ['path', 'label'].filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw fail(`has no column ${missing.join(' and no column ')}; its columns are ${found}.`);
  }
  for (const name of ['path', 'label']) {
    if (names.indexOf(name) !== names.lastIndexOf(name)) {
      throw fail(`has the column ${name} twice; its columns are ${found}.`);
    }
  }
  return { path: names.indexOf('path'), label: names.indexOf('label'), fields: names.length };
}

class LabelTable {
  readonly rows: LabelRow[] = [];
  readonly problems: LabelProblem[] = [];
  readonly #byPath = new Map<string, LabelRow>();

  add({ fields, line }: CsvRecord, header: Header): void {
    const problem = (reason: string): void => {
      this.problems.push({ line, reason: `Line ${line} ${reason}.` });
    };
    const path = (fields[header.path] ?? '').trim();
    const label = (fields[header.label] ?? '').trim();
    const earlier = this.#byPath.get(path);
    if (fields.length !== header.fields) {
      problem(`has ${fields.length} fields, the header has ${header.fields}`);
    } else if (path.includes('\0') || label.includes('\0')) {
      problem('holds a NUL character');
    } else if (path === '') {
      problem('has no path');
    } else if (label === '') {
      problem(`has no label for ${path}`);
    } else if (earlier !== undefined) {
      problem(
        earlier.label === label
          ? `repeats line ${earlier.line} for ${path}`
          : `says ${path} is "${label}", but line ${earlier.line} says "${earlier.label}"; the first one counts`,
      );
    } else {
      const row = { path, label, line };
      this.#byPath.set(path, row);
      this.rows.push(row);
    }
  }
}

/**
 * Records as arrays of fields (not objects by header: a column may be called `__proto__`). A quote that
 * is never closed would swallow rows: such a record is listed, and reading goes on with the line after
 * the one where it began.
 *
 * @param isPlausible whether a record that runs over several lines makes sense
 * @throws {PretextError} `bad-input` when that happens too often to make sense
 */
async function* records(
  bytes: Buffer,
  delimiter: string,
  problems: LabelProblem[],
  isPlausible: (fields: readonly string[]) => boolean,
  fail: (what: string) => PretextError,
): AsyncGenerator<CsvRecord> {
  let start = 0;
  let line = 1;
  for (let broken = 0; start < bytes.length; broken++) {
    if (broken > maxBrokenRows) throw fail('has too many quotes that are never closed.');
    const good = { bytes: 0, lines: 0 }; // up to the last record that made sense
    for await (const one of parseFrom(bytes.subarray(start), delimiter)) {
      if (one === 'broken') break;
      const { fields } = one;
      if (one.lines - good.lines > 1 && !isPlausible(fields)) break;
      if (fields.length > 1 || fields[0]?.trim() !== '') {
        yield { fields, line: line + good.lines };
      }
      good.bytes = one.bytes;
      good.lines = one.lines;
    }
    start += good.bytes;
    line += good.lines;
    if (start >= bytes.length) return;
    problems.push({ line, reason: `Line ${line} has a quote that is never closed.` });
    const next = bytes.indexOf(0x0a, start);
    if (next < 0) return;
    start = next + 1;
    line += 1;
  }
}

interface ParsedRecord {
  fields: string[];
  /** Bytes and lines up to the end of this record. */
  bytes: number;
  lines: number;
}

/** Records until the end, or until one that cannot be read. */
async function* parseFrom(
  bytes: Buffer,
  delimiter: string,
): AsyncGenerator<ParsedRecord | 'broken'> {
  const parsed: ParsedRecord[] = [];
  const parser = parse({
    delimiter,
    max_record_size: maxRecordChars,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    // Taken here and not from the stream, which forgets what it has parsed when an error follows.
    on_record: (fields: string[], context) => {
      parsed.push({ fields, bytes: context.bytes, lines: context.lines });
      return null;
    },
  });
  const ended = finished(parser.resume());
  let isBroken = false;
  ended.catch(() => {
    isBroken = true; // by the text: nothing else can go wrong in there
  });
  for (let at = 0; at < bytes.length && !isBroken; at += chunkBytes) {
    parser.write(bytes.subarray(at, at + chunkBytes));
    await nextTurn();
    yield* parsed.splice(0);
  }
  if (!isBroken) parser.end();
  await ended.catch(() => undefined);
  yield* parsed;
  if (isBroken) yield 'broken';
}
