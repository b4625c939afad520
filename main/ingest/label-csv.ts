import { readFile, stat } from 'node:fs/promises';
import { messageOf, PretextError, systemCodeOf } from '../../shared/errors.ts';
import { type CsvLimits, csvRecords, openQuote, openQuoteLimits } from './csv-records.ts';
import { decodeUtf8 } from './display-name.ts';
import { formatBytes, formatCount } from './limits.ts';
import { Refusal } from './refusal.ts';
import { lineEnd } from './swallowed-rows.ts';

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
const limits: CsvLimits = { ...openQuoteLimits, maxRecordCharacters: 64 * 1024 };
const pieceBytes = 256 * 1024;
const delimiters = [',', ';', '\t'] as const;
const remedy = 'Give a CSV file in UTF-8 whose first line names the columns path and label.';

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
  const start = bytes.toString('utf8', 0, limits.maxRecordCharacters);
  const delimiter = mostFrequent(start.slice(0, start.search(/[\r\n]|$/)));
  const table = new LabelTable();
  let header: Header | null = null;
  try {
    for await (const records of csvRecords(textOf(bytes), delimiter, limits)) {
      for (const record of records) {
        if ('broken' in record) {
          const why = broken[record.broken];
          // The row after it would be taken for the header.
          if (header === null) throw fail(`has no readable header: line ${record.line} ${why}.`);
          table.leaveOut(record.line, why);
        } else if (header === null) header = readHeader(record.fields, fail);
        else table.add(record, header);
      }
    }
  } catch (error) {
    throw error instanceof Refusal ? fail(`${error.clause}.`) : error;
  }
  if (header === null) throw fail('has no readable header line.');
  return { rows: table.rows, problems: table.problems };
}

const broken = {
  quote: openQuote,
  size: `is longer than ${formatCount(limits.maxRecordCharacters)} characters`,
} as const;

async function* textOf(bytes: Buffer): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield decoder.decode(bytes.subarray(at, at + pieceBytes), { stream: true });
  }
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
  // A name may run over lines, but not over rows: nothing would be said of those.
  const further = names.flatMap((name) => name.split(lineEnd).slice(1));
  if (further.some((line) => delimiters.some((delimiter) => line.includes(delimiter)))) {
    throw fail('has no readable header: a quote in it is closed in another row.');
  }
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

  leaveOut(line: number, why: string): void {
    this.problems.push({ line, reason: `Line ${line} ${why}.` });
  }

  add({ fields, line }: { fields: readonly string[]; line: number }, header: Header): void {
    const problem = (why: string): void => this.leaveOut(line, why);
    const path = (fields[header.path] ?? '').trim();
    const label = (fields[header.label] ?? '').trim();
    const earlier = this.#byPath.get(path);
    if (fields.length !== header.fields) {
      problem(`has ${fields.length} fields, the header has ${header.fields}`);
    } else if (path.includes('\0') || label.includes('\0')) {
      problem('holds a NUL character');
    } else if (/[\r\n]/.test(path + label)) {
      problem('has a path or a label of several lines');
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
