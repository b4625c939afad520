import { statSync } from 'node:fs';
import path from 'node:path';
import { PretextError } from '../../../shared/errors.ts';
import { isLitter } from '../../ingest/containers/litter.ts';
import { filesBelow, mostNames, type NamedFile } from './names-below.ts';

/** Of files that are tables by their names. */
export const tableExtensions = ['.csv', '.tsv', '.tab', '.xlsx', '.parquet', '.jsonl', '.ndjson'];

/** What lies beside data and says what they are. */
const about = /^(read[-_ ]?me|licen[cs]e|copying|notice|citation)\b/i;
/** Of many tables, that are named in a sentence. */
const named = 5;

/**
 * The tables in some inputs, where there is nothing else but what says what they are, as a readme or a licence; none where there is, or where there
 * is too much to look at.
 */
export function tablesAlone(inputs: readonly string[]): NamedFile[] {
  const files = filesBelow(inputs);
  if (files.length >= mostNames) return [];
  const data = files.filter(({ name }) => !isBeside(name));
  const isTable = ({ name }: NamedFile): boolean =>
    tableExtensions.includes(path.extname(name).toLowerCase());
  return data.every(isTable) ? data : [];
}

function isBeside(name: string): boolean {
  return (
    name.split(/[\\/]/).some((part) => part === '__MACOSX') ||
    isLitter(path.basename(name)) ||
    about.test(path.basename(name))
  );
}

/** The one table that was given, or is alone in the folder that was; null for anything else. */
export function tableAmong(inputs: readonly string[]): string | null {
  const [only, ...others] = inputs;
  if (only === undefined || others.length > 0) return null;
  if (statSync(only, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return path.extname(only).toLowerCase() === '.zip' ? null : only;
  }
  const [table, ...more] = tablesAlone(inputs);
  return table === undefined || more.length > 0 || table.archive !== null ? null : table.name;
}

/** As `tableAmong`. @throws {PretextError} `bad-usage` for several tables, one in an archive, and a folder without one */
export function onlyTable(inputs: readonly string[]): string {
  const table = tableAmong(inputs);
  if (table !== null) return table;
  const tables = tablesAlone(inputs);
  const what = inputs.map((input) => path.basename(input)).join(', ');
  const [first] = tables;
  if (first === undefined) {
    throw new PretextError(
      'bad-usage',
      `${what} is no table, nor a folder with a table alone in it.`,
      {
        ...(inputs[0] === undefined ? {} : { path: inputs[0] }),
        remedy: 'Name the file of a table: CSV, TSV, Excel (.xlsx), Parquet or JSON lines.',
      },
    );
  }
  if (tables.length === 1 && first.archive !== null) {
    throw new PretextError(
      'bad-usage',
      `${what} is an archive with the table ${first.name} in it.`,
      {
        path: first.archive,
        remedy: 'Unpack it, and import the table.',
      },
    );
  }
  const names = tables.slice(0, named).map(({ name }) => path.basename(name));
  const more = tables.length > named ? ` and ${tables.length - named} more` : '';
  throw new PretextError(
    'bad-usage',
    `${tables.length} tables were given, and one is read at a time: ${names.join(', ')}${more}.`,
    {
      path: first.archive ?? first.name,
      remedy: `${first.archive === null ? 'Import' : 'Unpack them, and import'} one; others with the same columns can be added to it one after the other.`,
    },
  );
}
