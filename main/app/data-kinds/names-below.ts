import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';

/** Names looked at, and bytes of a zip's directory: enough to say what most files are. */
const mostNames = 2000;
const directoryBytes = 256 * 1024;
/** Of an entry in a zip's directory. */
const entrySignature = Buffer.from('PK\u0001\u0002');
const entryBytes = 46;

/**
 * How many of the files in some inputs (files, all below folders, what is in zips) have each extension: names alone are looked at, and not
 * more than 2,000.
 * @returns by extension, with its dot and in lower case
 */
export function extensionsBelow(inputs: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  let seen = 0;
  const count = (name: string): void => {
    const extension = path.extname(name).toLowerCase();
    counts.set(extension, (counts.get(extension) ?? 0) + 1);
    seen += 1;
  };
  const waiting = [...inputs];
  for (let at = waiting.shift(); at !== undefined && seen < mostNames; at = waiting.shift()) {
    const found = statSync(at, { throwIfNoEntry: false });
    if (found?.isDirectory() === true) {
      for (const entry of entriesOf(at)) {
        if (entry.isDirectory()) waiting.push(path.join(at, entry.name));
        else count(entry.name);
      }
    } else if (found?.isFile() === true && path.extname(at).toLowerCase() === '.zip') {
      for (const name of namesInZip(at)) count(name);
    } else count(at);
  }
  return counts;
}

/** Nothing of a folder that cannot be read: the import says so. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** The last names in a zip's directory; none of what cannot be read. */
function namesInZip(file: string): string[] {
  let bytes: Buffer;
  try {
    const fd = openSync(file, 'r');
    try {
      const { size } = fstatSync(fd);
      bytes = Buffer.alloc(Math.min(size, directoryBytes));
      readSync(fd, bytes, 0, bytes.length, size - bytes.length);
    } finally {
      closeSync(fd);
    }
  } catch {
    return [];
  }
  const names: string[] = [];
  for (
    let at = bytes.indexOf(entrySignature);
    at >= 0 && at + entryBytes <= bytes.length;
    at = bytes.indexOf(entrySignature, at + 4)
  ) {
    const length = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('latin1', at + entryBytes, at + entryBytes + length);
    if (!name.endsWith('/')) names.push(name);
  }
  return names;
}
