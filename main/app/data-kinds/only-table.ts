import path from 'node:path';
import { PretextError } from '../../../shared/errors.ts';
import type { Found } from '../../ingest/candidate.ts';
import { isLitter } from '../../ingest/containers/litter.ts';
import { listGivenZip } from '../../ingest/containers/zip.ts';
import type { TableFile } from '../../ingest/tables/table-file.ts';
import { filesBelow, lookAt, mostNames, type NamedFile, namesAtEnd } from './names-below.ts';

/** Of files that are tables by their names. */
export const tableExtensions = ['.csv', '.tsv', '.tab', '.xlsx', '.parquet', '.jsonl', '.ndjson'];

/** Also what texts in rows may be in. */
export const rowExtensions = [...tableExtensions, '.json'];

/** What lies beside data and says what they are. */
const about = /^(read[-_ ]?me|licen[cs]e|copying|notice|citation)\b/i;
/** Of many tables, that are named in a sentence. */
const named = 5;

/**
 * The tables in some inputs, where there is nothing else but what says what they are, as a readme or a licence; none where there is, or where there
 * is too much to look at.
 */
export function tablesAlone(
  inputs: readonly string[],
  extensions: readonly string[] = tableExtensions,
): NamedFile[] {
  return aloneAmong(filesBelow(inputs), extensions);
}

function aloneAmong(files: readonly NamedFile[], extensions: readonly string[]): NamedFile[] {
  if (files.length >= mostNames) return [];
  const data = files.filter(({ name }) => !isBeside(name));
  return data.every(({ name }) => isTable(name, extensions)) ? data : [];
}

/**
 * Whether one table, of rows or of texts, is alone in what was given. Told by names: nothing is opened but the directory of a zip.
 * @param given a path, or the end of a zip that is elsewhere, `zipEndBytes` of it
 */
export function isTableAlone(given: string | Uint8Array): boolean {
  const files =
    typeof given === 'string'
      ? filesBelow([given])
      : namesAtEnd(Buffer.from(given)).map((name) => ({ name, archive: null }));
  return aloneAmong(files, rowExtensions).length === 1;
}

function isTable(name: string, extensions: readonly string[]): boolean {
  return extensions.includes(path.extname(name).toLowerCase());
}

function isZip(file: string): boolean {
  const isNamed = path.extname(file).toLowerCase() === '.zip';
  return isNamed && lookAt(file)?.isFile() === true;
}

/** Whether a file by its name says what others are, or is litter. */
export function isBeside(name: string): boolean {
  return isLitter(path.basename(name)) || about.test(path.basename(name));
}

/**
 * The one table that was given, or is alone in the folder or the zip archive that was; null for anything else.
 * @param extensions of tables, where they are in something
 * @throws {PretextError} `no-data` for one in an archive that cannot be read
 */
export async function tableAmong(
  inputs: readonly string[],
  extensions: readonly string[] = tableExtensions,
): Promise<TableFile | null> {
  const [only, ...others] = inputs;
  if (only === undefined || others.length > 0) return null;
  const found = lookAt(only);
  // Whoever reads what is not there says so.
  if (found === undefined || !(found.isDirectory() || isZip(only))) return { file: only };
  const [table, ...more] = tablesAlone(inputs, extensions);
  if (table === undefined || more.length > 0) return null;
  return table.archive === null ? { file: table.name } : await tableIn(table.archive, extensions);
}

/** The table that is alone in a zip archive. */
async function tableIn(archive: string, extensions: readonly string[]): Promise<TableFile> {
  const found = await entriesOf(archive);
  for (const one of found) {
    if (!('candidate' in one)) continue;
    const { path: name, location } = one.candidate;
    if (location.at === 'zip-entry' && isTable(name, extensions) && !isBeside(name)) {
      return { file: archive, entry: { name, location } };
    }
  }
  const skipped = found.flatMap((one) => ('skipped' in one ? [one.skipped] : []));
  const why = skipped.find((each) => isTable(each.path, extensions)) ?? skipped[0];
  const name = path.basename(archive);
  throw unreadable(archive, why?.reason ?? `${name} holds no table that can be read.`);
}

/** @throws {PretextError} `no-data` when it is damaged as a whole: what it holds may be more than what is found */
async function entriesOf(archive: string): Promise<Found[]> {
  const found = await listGivenZip(archive);
  for (const one of found) {
    if ('skipped' in one && one.skipped.path === path.basename(archive)) {
      throw unreadable(archive, one.skipped.reason);
    }
  }
  return found;
}

function unreadable(archive: string, why: string): PretextError {
  return new PretextError('no-data', why, {
    path: archive,
    remedy: 'Unpack it, and give the table.',
  });
}

/** As `tableAmong`. @throws {PretextError} also `bad-usage` for several tables, and a folder or an archive without one */
export async function onlyTable(inputs: readonly string[]): Promise<TableFile> {
  const table = await tableAmong(inputs);
  if (table !== null) return table;
  const tables = tablesAlone(inputs);
  const what = inputs.map((input) => path.basename(input)).join(', ');
  const [first] = tables;
  if (first === undefined) {
    const [only, ...others] = inputs;
    // It may be damaged.
    if (only !== undefined && others.length === 0 && isZip(only)) await entriesOf(only);
    throw new PretextError(
      'bad-usage',
      `${what} is no table, nor a folder or a zip archive with a table alone in it.`,
      {
        ...(inputs[0] === undefined ? {} : { path: inputs[0] }),
        remedy: 'Give one table: CSV, TSV, Excel (.xlsx), Parquet or JSON lines.',
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
      remedy: `${first.archive === null ? 'Give' : 'Unpack them, and give'} one; others with the same columns can follow, one after the other.`,
    },
  );
}
