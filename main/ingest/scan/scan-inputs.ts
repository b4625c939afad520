import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, PretextError, systemCodeOf } from '../../../shared/errors.ts';
import { looksLikeIdx, type ScanContext } from './entry.ts';
import { addFile, scanFolder } from './folder.ts';
import { scanIdx } from './idx.ts';
import { scanZip } from './zip.ts';

/**
 * Finds the image files of everything a person gave.
 * @throws {PretextError} `not-found` when an input does not exist; `bad-input` when it is neither file nor folder
 */
export async function scanInputs(inputs: readonly string[], context: ScanContext): Promise<void> {
  const used = new Set<string>();
  for (const input of inputs) {
    const file = path.resolve(input);
    const info = await stat(file).catch((error: unknown) => {
      const missing = systemCodeOf(error) === 'ENOENT';
      throw new PretextError(
        'not-found',
        missing ? `${input} does not exist.` : `${input} cannot be read: ${messageOf(error)}`,
        { path: file, remedy: 'Check the path.', cause: error },
      );
    });
    const name = uniqueName(path.basename(file), used);
    const prefix = inputs.length === 1 ? '' : `${name}/`;
    if (info.isDirectory()) await scanFolder(file, prefix, context);
    else if (!info.isFile()) {
      throw new PretextError('bad-input', `${input} is neither a file nor a folder.`, {
        path: file,
        remedy: 'Give folders, zips, image files or IDX files.',
      });
    } else if (await beginsLikeZip(file)) await scanZip(file, prefix, context);
    else if (looksLikeIdx(path.basename(file))) {
      await scanIdx(file, name, context);
    } else addFile(file, name, null, context);
  }
}

/** With several inputs, a container's name goes before its paths, so that no two are the same. */
function uniqueName(base: string, used: Set<string>): string {
  let name = base;
  for (let copy = 2; used.has(name); copy++) name = `${base}-${copy}`;
  used.add(name);
  return name;
}

async function beginsLikeZip(file: string): Promise<boolean> {
  if (/\.zip$/i.test(file)) return true;
  const handle = await open(file, 'r');
  try {
    const start = Buffer.alloc(4);
    await handle.read(start, 0, 4, 0);
    return start.equals(Buffer.from('PK\x03\x04', 'latin1'));
  } finally {
    await handle.close();
  }
}
