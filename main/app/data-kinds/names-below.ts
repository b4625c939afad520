import {
  closeSync,
  type Dir,
  type Dirent,
  fstatSync,
  opendirSync,
  openSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { zipEndBytes } from '../../../shared/zip-end.ts';
import { isLitter } from '../../ingest/containers/litter.ts';
import { decodeUtf8 } from '../../ingest/display-name.ts';

/** Names looked at: enough to say what most files are. */
export const mostNames = 2000;
/** Of an entry in a zip's directory. */
const entrySignature = Buffer.from('PK\u0001\u0002');
const entryBytes = 46;
/** Of what ends a zip: how long its directory is, which lies before it. */
const endSignature = Buffer.from('PK\u0005\u0006');
const endBytes = 22;
/** Of a zip64 two more lie between the directory and its end: one that says how long the directory is, and one that says where that one is. */
const end64Signature = Buffer.from('PK\u0006\u0006');
const end64Bytes = 56;
const locatorBytes = 20;

/** A file by its name: nobody has looked inside. */
export interface NamedFile {
  /** Its path; in an archive, its name there. */
  name: string;
  /** The zip that it is in. */
  archive: string | null;
}

/** What is in some inputs: files, all below folders, what is in zips; nothing in folders that no import opens. Names alone are looked at, and not more than 2,000. */
export function filesBelow(inputs: readonly string[]): NamedFile[] {
  const files: NamedFile[] = [];
  const waiting = [...inputs];
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    const found = lookAt(at);
    if (found?.isDirectory() === true) {
      for (const entry of entriesOf(at)) {
        const name = path.join(at, entry.name);
        if (!entry.isDirectory()) files.push({ name, archive: null });
        else if (!isLitter(entry.name)) waiting.push(name);
        if (files.length >= mostNames) return files;
      }
    } else if (found?.isFile() === true && path.extname(at).toLowerCase() === '.zip') {
      for (const name of namesInZip(at)) files.push({ name, archive: at });
    } else files.push({ name: at, archive: null });
    if (files.length >= mostNames) break;
  }
  return files;
}

/** What lies at a path; undefined for nothing, and for what cannot be looked at: whoever reads it says so. */
export function lookAt(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** How many of the files in some inputs have each extension, with its dot and in lower case; as `filesBelow`. */
export function extensionsBelow(inputs: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of filesBelow(inputs)) {
    const extension = path.extname(name).toLowerCase();
    counts.set(extension, (counts.get(extension) ?? 0) + 1);
  }
  return counts;
}

/** One after the other: there may be millions. Nothing of a folder that cannot be read: the import says so. */
function* entriesOf(folder: string): Generator<Dirent> {
  let entries: Dir;
  try {
    entries = opendirSync(folder);
  } catch {
    return;
  }
  try {
    for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) yield entry;
  } finally {
    entries.closeSync();
  }
}

/** The last names in a zip's directory; none of what cannot be read. */
function namesInZip(file: string): string[] {
  let bytes: Buffer;
  try {
    const fd = openSync(file, 'r');
    try {
      const { size } = fstatSync(fd);
      bytes = Buffer.alloc(Math.min(size, zipEndBytes));
      readSync(fd, bytes, 0, bytes.length, size - bytes.length);
    } finally {
      closeSync(fd);
    }
  } catch {
    return [];
  }
  return namesAtEnd(bytes);
}

/** The last names in a zip's directory. @param bytes the last ones of the zip, or all of it */
export function namesAtEnd(bytes: Buffer): string[] {
  const names: string[] = [];
  for (
    let at = bytes.indexOf(entrySignature, directoryStart(bytes));
    at >= 0 && at + entryBytes <= bytes.length;
    at = bytes.indexOf(entrySignature, at + 4)
  ) {
    const length = bytes.readUInt16LE(at + 28);
    const raw = bytes.subarray(at + entryBytes, at + entryBytes + length);
    const name = decodeUtf8(raw) ?? raw.toString('latin1');
    const folders = name.split(/[\\/]/).slice(0, -1);
    if (!name.endsWith('/') && !folders.some(isLitter)) names.push(name);
  }
  return names;
}

/** Where the directory begins: what is before it may be a zip itself, as a workbook is. From the start where it is longer than these bytes. */
function directoryStart(bytes: Buffer): number {
  const end = bytes.lastIndexOf(endSignature);
  if (end < 0 || end + endBytes > bytes.length) return 0;
  const end64 = end - locatorBytes - end64Bytes;
  const isZip64 = end64 >= 0 && bytes.subarray(end64, end64 + 4).equals(end64Signature);
  return isZip64
    ? Math.max(0, end64 - Number(bytes.readBigUInt64LE(end64 + 40)))
    : Math.max(0, end - bytes.readUInt32LE(end + 12));
}
