import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, PretextError, systemCodeOf } from '../../../shared/errors.ts';
import type { Found } from '../candidate.ts';
import { displayName, extensionOf, UniqueNames } from '../display-name.ts';
import { skippedFile, systemErrorClause } from '../refusal.ts';
import { walkFolder } from './folder.ts';

/**
 * What a person named, one after the other. With several inputs, each one's (unique) name goes in
 * front of its paths: two folders may both hold an `a.png`.
 *
 * @throws {PretextError} `not-found` when an input does not exist
 */
export async function* findFiles(
  inputs: AsyncIterable<string> | Iterable<string>,
  prefixed: boolean,
): AsyncGenerator<Found> {
  const names = new UniqueNames();
  for await (const input of inputs) {
    const source = path.resolve(input);
    const name = displayName(Buffer.from(path.basename(source) || source)).text;
    const unique = prefixed ? names.claim(name) : name;
    const at = { path: unique, source };
    let kind: 'folder' | 'file' | 'other';
    try {
      const stats = await stat(source);
      kind = stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other';
    } catch (error) {
      const code = systemCodeOf(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') throw notFound(input, source, error);
      yield { skipped: skippedFile(at, 'unreadable', systemErrorClause(code, messageOf(error))) };
      continue;
    }
    if (kind === 'folder') {
      yield* walkFolder(source, name, prefixed ? `${unique}/` : '');
    } else if (kind === 'file') {
      yield {
        candidate: {
          ...at,
          // The person's own link is followed wherever it leads; the decoder follows none.
          location: { at: 'file', file: await realpath(source) },
          extension: extensionOf(name),
          root: null,
          folders: [],
          notes: [],
          named: true,
          prefix: prefixed ? `${unique}/` : '',
          container: null,
        },
      };
    } else {
      const clause = 'is neither a file nor a folder; it was not opened';
      yield { skipped: skippedFile(at, 'special-file', clause) };
    }
  }
}

function notFound(input: string, source: string, cause: unknown): PretextError {
  return new PretextError('not-found', `${input} does not exist.`, {
    path: source,
    remedy: 'Check the path; the file may have been moved or renamed.',
    cause,
  });
}
