import type { Dirent } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { messageOf, systemCodeOf } from '../../../shared/errors.ts';
import type { Candidate, Found } from '../candidate.ts';
import { Breather } from '../cooperative.ts';
import type { RawPath } from '../decoder/messages.ts';
import { decodeUtf8, displayName, extensionOf } from '../display-name.ts';
import { skippedFile, systemErrorClause } from '../refusal.ts';
import type { SampleNote, SkipCode } from '../types.ts';
import { isLitter } from './litter.ts';

/**
 * Everything in a folder and below, each folder's names in order of their bytes, so that the file
 * system's own order does not matter. Names are read as bytes: those that are not valid UTF-8 are
 * files like all others. Pipes, sockets and devices are listed and never opened.
 */

interface Folder {
  raw: Buffer;
  names: readonly string[];
  escaped: boolean;
}

const separator = Buffer.from(sep);

/**
 * @param root absolute path
 * @param name of it
 * @param prefix for display paths: `''` or `name/`
 */
export async function* walkFolder(
  root: string,
  name: string,
  prefix: string,
): AsyncGenerator<Found> {
  const realRoot = await realpath(root, { encoding: 'buffer' });
  const pending: Folder[] = [{ raw: Buffer.from(root), names: [], escaped: false }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    let entries: Dirent<Buffer>[];
    try {
      entries = await sortedEntries(folder.raw);
    } catch (error) {
      const at = prefix + folder.names.join('/');
      const place = { path: at === '' ? name : at, source: nativePath(folder.raw) };
      const clause = `is a folder that ${systemErrorClause(systemCodeOf(error), messageOf(error))}`;
      yield { skipped: skippedFile(place, 'unreadable', clause) };
      continue;
    }
    const folders: Folder[] = [];
    for (const entry of entries) {
      const shown = displayName(entry.name);
      const raw = Buffer.concat([folder.raw, separator, entry.name]);
      const escaped = folder.escaped || shown.escaped;
      if (isLitter(shown.text)) {
        yield { ignored: true };
      } else if (entry.isDirectory()) {
        folders.push({ raw, names: [...folder.names, shown.text], escaped });
      } else {
        const at = { root: name, raw, folder, name: shown.text, escaped, prefix };
        if (entry.isFile()) yield { candidate: fileCandidate(at, raw, []) };
        else if (entry.isSymbolicLink()) yield await follow(at, realRoot);
        else yield { skipped: specialFile(at, entry) };
      }
    }
    for (const each of folders.reverse()) pending.push(each); // the first one is popped first
  }
}

interface Place {
  /** Name of the folder that the walk began in. */
  root: string;
  raw: Buffer;
  folder: Folder;
  name: string;
  escaped: boolean;
  prefix: string;
}

/** A hundred thousand names in one folder must not block: they are read in portions. */
async function sortedEntries(raw: Buffer): Promise<Dirent<Buffer>[]> {
  const breather = new Breather();
  const entries: Dirent<Buffer>[] = [];
  // The types of Node leave out that `buffer` is an encoding here as in `readdir`.
  const options = { encoding: 'buffer' as BufferEncoding, bufferSize: 512 };
  for await (const entry of await opendir(raw, options)) {
    entries.push(entry as unknown as Dirent<Buffer>);
    if (breather.due) await breather.pause();
  }
  return entries.sort((a, b) => Buffer.compare(a.name, b.name));
}

function displayPath({ folder, name, prefix }: Place): string {
  return prefix + [...folder.names, name].join('/');
}

function fileCandidate(at: Place, file: Buffer, notes: SampleNote[]): Candidate {
  const path = displayPath(at);
  return {
    path,
    source: nativePath(at.raw),
    location: { at: 'file', file: rawPath(file) },
    extension: extensionOf(at.name),
    root: at.root,
    folders: at.folder.names,
    notes: at.escaped ? [...notes, 'escaped-name'] : notes,
    named: false,
    prefix: `${path}/`,
    container: null,
  };
}

/** As text wherever that says the same. */
function rawPath(file: Buffer): RawPath {
  return decodeUtf8(file) ?? file;
}

/** For people and records: the path itself, or an escaped one where it is not valid UTF-8. */
function nativePath(file: Buffer): string {
  return decodeUtf8(file) ?? displayName(file).text;
}

function specialFile(at: Place, entry: Dirent<Buffer>): ReturnType<typeof skippedFile> {
  const what = entry.isFIFO()
    ? 'a pipe'
    : entry.isSocket()
      ? 'a socket'
      : entry.isBlockDevice() || entry.isCharacterDevice()
        ? 'a device'
        : 'something unknown';
  const clause = `is ${what}, not a file; it was not opened`;
  return skippedFile({ path: displayPath(at), source: nativePath(at.raw) }, 'special-file', clause);
}

/** A link to a file below the input is imported once; every other link is listed. */
async function follow(at: Place, realRoot: Buffer): Promise<Found> {
  const place = { path: displayPath(at), source: nativePath(at.raw) };
  const refuse = (clause: string, code: SkipCode = 'symlink'): Found => ({
    skipped: skippedFile(place, code, clause),
  });
  let target: Buffer;
  try {
    target = await realpath(at.raw, { encoding: 'buffer' });
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'ELOOP') return refuse('is a symbolic link that leads in a circle');
    if (code === 'ENOENT') return refuse('is a symbolic link to something that does not exist');
    return refuse(systemErrorClause(code, messageOf(error)), 'unreadable');
  }
  const inside = Buffer.concat([realRoot, separator]);
  if (target.equals(realRoot)) return refuse('is a symbolic link back to the input folder');
  if (!target.subarray(0, inside.length).equals(inside)) {
    return refuse('is a symbolic link that leads out of the input folder');
  }
  try {
    const stats = await stat(target);
    if (stats.isFile()) return { candidate: fileCandidate(at, target, ['followed-link']) };
    if (!stats.isDirectory()) return refuse('is a symbolic link to something that is no file');
  } catch (error) {
    return refuse(systemErrorClause(systemCodeOf(error), messageOf(error)), 'unreadable');
  }
  return refuse('is a symbolic link to a folder that is imported at its own place');
}
