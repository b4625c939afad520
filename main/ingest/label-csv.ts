import { readFileSync, statSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { messageOf, PretextError, systemCodeOf } from '../../shared/errors.ts';

export interface LabelRow {
  path: string;
  label: string;
  /** Line in the file, counted from 1. */
  line: number;
}

interface LabelProblem {
  line: number;
  reason: string;
}

export interface LabelTable {
  rows: LabelRow[];
  /** Rows that were left out; the others stand. */
  problems: LabelProblem[];
}

const maxBytes = 256 * 2 ** 20;
const remedy = 'Give a CSV file with the columns "path" and "label".';

/**
 * Reads labels from a CSV file with a header that names `path` and `label`, in any order, among
 * other columns; comma, semicolon or tab; with or without a byte-order mark.
 *
 * @throws {PretextError} `not-found`; `bad-input` when the file as a whole is no such table
 */
export function readLabelCsv(file: string): LabelTable {
  const text = readText(file);
  const fail = (why: string, cause?: unknown): PretextError =>
    new PretextError('bad-input', `${file}: ${why}`, { path: file, remedy, cause });
  if (text.trim() === '') throw fail('the file is empty.');
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = [',', ';', '\t'].find((each) => header.includes(each)) ?? ',';
  let records: { record: string[]; info: { lines: number } }[];
  try {
    // Arrays, not objects by header: a column named __proto__ must stay a column.
    records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as typeof records;
  } catch (error) {
    throw fail(`it is no readable CSV (${messageOf(error)}).`, error);
  }
  const names = (records[0]?.record ?? []).map((name) => name.trim().toLowerCase());
  const missing = ['path', 'label'].filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw fail(
      `no column "${missing.join('" and no column "')}"; its columns are ${names
        .slice(0, 12)
        .map((name) => `"${name.slice(0, 40)}"`)
        .join(', ')}.`,
    );
  }
  return readRows(records.slice(1), names);
}

function readRows(
  records: readonly { record: string[]; info: { lines: number } }[],
  names: readonly string[],
): LabelTable {
  const rows: LabelRow[] = [];
  const problems: LabelProblem[] = [];
  const seen = new Map<string, LabelRow>();
  for (const { record, info } of records) {
    const line = info.lines;
    const problem = (reason: string): void => void problems.push({ line, reason });
    const path = record[names.indexOf('path')]?.trim() ?? '';
    const label = record[names.indexOf('label')]?.trim() ?? '';
    const earlier = seen.get(path);
    if (record.length !== names.length) {
      problem(`${record.length} fields where the header has ${names.length}.`);
    } else if (path === '') problem('the path is empty.');
    else if (label === '') problem(`${path}: the label is empty.`);
    else if (path.includes('\0') || label.includes('\0')) problem('it holds a zero byte.');
    else if (earlier !== undefined) {
      problem(
        earlier.label === label
          ? `${path} is listed twice (first on line ${earlier.line}).`
          : `${path} has two labels: "${earlier.label}" on line ${earlier.line}, "${label}" here; the first one stands.`,
      );
    } else {
      const row = { path, label, line };
      seen.set(path, row);
      rows.push(row);
    }
  }
  return { rows, problems };
}

function readText(file: string): string {
  const fail = (code: 'not-found' | 'bad-input', why: string, cause?: unknown): PretextError =>
    new PretextError(code, `${file} ${why}`, { path: file, remedy, cause });
  let bytes: Buffer;
  try {
    const info = statSync(file);
    if (!info.isFile()) throw fail('bad-input', 'is not a file.');
    if (info.size > maxBytes) throw fail('bad-input', 'is too large for a table of labels.');
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof PretextError) throw error;
    if (systemCodeOf(error) === 'ENOENT') throw fail('not-found', 'does not exist.', error);
    throw fail('bad-input', `cannot be read: ${messageOf(error)}`, error);
  }
  try {
    // The decoder drops the byte-order mark and refuses what is not UTF-8.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw fail('bad-input', 'is not UTF-8 text; save it as CSV in UTF-8.', error);
  }
}
