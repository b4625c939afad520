import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import path from 'node:path';
import { fromRandomAccessReaderPromise, type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { messageOf, PretextError } from '../../../shared/errors.ts';
import type { Candidate, Container, Found } from '../candidate.ts';
import { Breather } from '../cooperative.ts';
import type { RawPath } from '../decoder/messages.ts';
import { extensionOf, shownName } from '../display-name.ts';
import { defaultLimits, formatCount, type ImportLimits } from '../limits.ts';
import { Refusal, skippedFile } from '../refusal.ts';
import { BufferedReader } from './buffered-reader.ts';
import { isLitter } from './litter.ts';
import { decodeEntryName, safeEntryPath } from './zip-names.ts';

/**
 * The entries of a zip archive, by its central directory, read by yauzl. Nothing is unpacked to disk
 * and no entry's name is ever used as a path, so names can do no harm; they are checked all the same,
 * because an archive with such names is not what it seems. Data are read by the decoder processes
 * (`decoder/zip-entry-source.ts`), which count, cap and check them. Entries that share their data, as in
 * D. Fifield's zip bomb, need no check of their own: what is no image is not unpacked, and what is one
 * counts each time.
 */

const fileTypeMask = 0o170000;
const symlinkType = 0o120000;
const regularType = 0o100000;
const centralHeader = 0x02014b50;

export interface ZipPlace {
  /** Display path of the archive. */
  path: string;
  source: string;
  file: RawPath;
  /** For display paths of its entries: `''` or `name/`. */
  prefix: string;
  /** As its entries' `Candidate.root`. */
  root: string | null;
  /** Folder names above the archive, from the input on. */
  folders: readonly string[];
}

/** Entries in the order of the archive; an archive that cannot be read is one skipped file. */
export async function listZip(place: ZipPlace, limits: ImportLimits): Promise<Found[]> {
  let file: FileHandle | null = null;
  try {
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
    file = await open(typeof place.file === 'string' ? place.file : Buffer.from(place.file), flags);
    const { size } = await file.stat();
    return await listEntries(new BufferedReader(file), size, place, limits);
  } catch (error) {
    if (error instanceof PretextError) throw error;
    const refusal =
      error instanceof Refusal
        ? error
        : new Refusal('corrupt', `is a damaged zip archive (${messageOf(error)})`);
    return [{ skipped: skippedFile(place, refusal.code, refusal.clause) }];
  } finally {
    await file?.close();
  }
}

/** The entries of an archive as it was given: a link to one is followed. @throws {Error} the system's, where it is not there */
export async function listGivenZip(file: string): Promise<Found[]> {
  const place = { path: path.basename(file), source: file, file: await realpath(file), prefix: '' };
  return await listZip({ ...place, root: null, folders: [] }, defaultLimits);
}

interface ListedEntry {
  path: string;
  entry: ZipEntry;
}

async function listEntries(
  reader: BufferedReader,
  size: number,
  place: ZipPlace,
  limits: ImportLimits,
): Promise<Found[]> {
  const zip = await fromRandomAccessReaderPromise(reader, size, {
    autoClose: false,
    decodeStrings: false, // one bad name would end the whole listing
    validateEntrySizes: false, // likewise; the decoder counts
  });
  if (zip.entryCount > limits.maxArchiveEntries) {
    const count = formatCount(zip.entryCount);
    const most = formatCount(limits.maxArchiveEntries);
    throw new Refusal('oversized', `is a zip archive of ${count} entries; the limit is ${most}`);
  }
  const found: Found[] = [];
  const listed: ListedEntry[] = [];
  const seen = new Set<string>();
  try {
    for await (const entry of zip.eachEntry()) {
      const checked = checkEntry(entry, place, seen);
      if (checked === null) continue;
      if ('found' in checked) found.push(checked.found);
      else listed.push({ path: checked.path, entry });
    }
    await checkForMore(zip, reader, size);
  } catch (error) {
    // What was listed before stays usable.
    const clause = `is a damaged zip archive: its directory breaks off after ${formatCount(zip.entriesRead)} entries (${messageOf(error)})`;
    found.push({ skipped: skippedFile(place, 'corrupt', clause) });
  }
  const container: Container = {
    path: place.path,
    source: place.source,
    kind: 'zip',
    count: listed.length,
    inflated: 0,
  };
  const shared = sharedTopFolder(listed);
  const breather = new Breather();
  for (const one of listed) {
    found.push({ candidate: entryCandidate(one, place, container, shared) });
    if (breather.due) await breather.pause();
  }
  return found;
}

/** `null`: a folder. */
function checkEntry(
  entry: ZipEntry,
  place: ZipPlace,
  seen: Set<string>,
): { found: Found } | { path: string } | null {
  const refuse = (path: string, refusal: Refusal): { found: Found } => {
    const at = { path: place.prefix + path, source: place.source };
    return { found: { skipped: skippedFile(at, refusal.code, refusal.clause) } };
  };
  let path: string;
  try {
    path = safeEntryPath(decodeEntryName(entry));
  } catch (error) {
    if (error instanceof Refusal) return refuse(shownName(entry.fileNameRaw), error);
    throw error;
  }
  const type = (entry.externalFileAttributes >>> 16) & fileTypeMask;
  if (path.endsWith('/') || path === '') return null;
  if (path.split('/').some(isLitter)) return { found: { ignored: true } };
  if (type === symlinkType) {
    return refuse(path, new Refusal('symlink', 'is a symbolic link in a zip; it is not followed'));
  }
  if (type !== 0 && type !== regularType) {
    return refuse(path, new Refusal('special-file', 'is no ordinary file in the zip'));
  }
  if (seen.has(path)) {
    const clause = 'is in the zip more than once; only the first one is imported';
    return refuse(path, new Refusal('duplicate-name', clause));
  }
  seen.add(path);
  if (entry.isEncrypted()) {
    return refuse(path, new Refusal('encrypted', 'is encrypted; unpack it with its password'));
  }
  if (!entry.canDecodeFileData()) {
    const clause = `is compressed in the zip by method ${entry.compressionMethod}, which cannot be read`;
    return refuse(path, new Refusal('unsupported', clause));
  }
  return { path };
}

/** A directory longer than the archive declares: the rest would be lost without a word. */
async function checkForMore(zip: ZipFile, reader: BufferedReader, size: number): Promise<void> {
  // The types of yauzl call the position a boolean.
  const position = Number(zip.readEntryCursor);
  if (position + 4 > size) return;
  const signature = (await reader.readAt(position, 4)).readUInt32LE(0);
  if (signature === centralHeader) throw new Error('it holds more entries than it declares');
}

/**
 * Packing a folder usually gives an archive with that one folder on top. Then the folders in it are
 * the first level that says anything.
 */
function sharedTopFolder(listed: readonly ListedEntry[]): string | null {
  const path = listed[0]?.path ?? '';
  const top = path.slice(0, path.indexOf('/') + 1);
  const isTop = top !== '' && listed.every((one) => one.path.startsWith(top));
  const hasFolders = listed.some((one) => one.path.includes('/', top.length));
  return isTop && hasFolders ? top.slice(0, -1) : null;
}

function entryCandidate(
  { path, entry }: ListedEntry,
  place: ZipPlace,
  container: Container,
  sharedTop: string | null,
): Candidate {
  const inner = path.split('/').slice(sharedTop === null ? 0 : 1, -1);
  return {
    path: place.prefix + path,
    source: place.source,
    location: {
      at: 'zip-entry',
      file: place.file,
      headerOffset: entry.relativeOffsetOfLocalHeader,
      compressedSize: entry.compressedSize,
      uncompressedSize: entry.uncompressedSize,
      crc32: entry.crc32,
      method: entry.compressionMethod === 0 ? 0 : 8,
    },
    extension: extensionOf(path),
    root: place.root,
    folders: [...place.folders, ...inner],
    notes: path.includes('\\') ? ['escaped-name'] : [],
    named: false,
    prefix: '',
    container,
  };
}
