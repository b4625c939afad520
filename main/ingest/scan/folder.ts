import { constants, type Dirent } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, systemCodeOf } from '../../../shared/errors.ts';
import { SkipFile, skipped } from '../skip.ts';
import type { ImportLimits } from '../types.ts';
import { isPlainlyNoImage, looksLikeIdx, looksLikeIdxLabels, type ScanContext } from './entry.ts';
import { scanIdx } from './idx.ts';

/** A folder's name as bytes: not every name on disk is text. */
type RawPath = Buffer;
const separator = Buffer.from(path.sep);

/** Walks a folder in the order of the names; `prefix` goes before every path. */
export async function scanFolder(
  root: string,
  prefix: string,
  context: ScanContext,
): Promise<void> {
  const realRoot = await realpath(root);
  const seen = new Set<string>([realRoot]);
  await walk(Buffer.from(root), [], { root, realRoot, prefix, seen, context });
}

interface Walk {
  root: string;
  realRoot: string;
  prefix: string;
  /** Real paths of folders and linked files visited: a loop ends here. */
  seen: Set<string>;
  context: ScanContext;
}

async function walk(dir: RawPath, parts: readonly string[], state: Walk): Promise<void> {
  const { context } = state;
  context.signal?.throwIfAborted();
  let children: Dirent<Buffer>[];
  try {
    children = await readdir(dir, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    const name = state.prefix + (parts.join('/') || '.');
    context.scan.skipped.push(
      skipped(
        name,
        displayName(dir),
        'unreadable',
        `the folder cannot be read (${messageOf(error)}).`,
      ),
    );
    return;
  }
  children.sort((a, b) => Buffer.compare(a.name, b.name));
  for (const child of children) {
    const name = displayName(child.name);
    const full = Buffer.concat([dir, separator, child.name]);
    await visit(child, full, [...parts, name], state);
  }
}

async function visit(
  child: Dirent<Buffer>,
  full: RawPath,
  parts: readonly string[],
  state: Walk,
): Promise<void> {
  const { context } = state;
  const name = parts.at(-1) ?? '';
  const shown = state.prefix + parts.join('/');
  const source = displayName(full);
  if (child.isDirectory()) {
    if (name.startsWith('.') || name === '__MACOSX') {
      context.scan.ignored += 1;
      return;
    }
    await walk(full, parts, state);
    return;
  }
  if (child.isSymbolicLink()) {
    await visitLink(full, parts, state);
    return;
  }
  if (isPlainlyNoImage(name) || looksLikeIdxLabels(name)) {
    context.scan.ignored += 1;
    return;
  }
  if (!child.isFile()) {
    context.scan.skipped.push(
      skipped(shown, source, 'special-file', 'it is a pipe, socket or device, not a file.'),
    );
    return;
  }
  if (looksLikeIdx(name)) {
    await scanIdx(source, shown, context);
    return;
  }
  addFile(full, shown, parts.length > 1 ? (parts[0] ?? null) : null, context);
}

/** A link is followed once, and only to a file inside the folder that was given. */
async function visitLink(full: RawPath, parts: readonly string[], state: Walk): Promise<void> {
  const { context } = state;
  const shown = state.prefix + parts.join('/');
  const source = displayName(full);
  const refuse = (why: string): void => {
    context.scan.skipped.push(skipped(shown, source, 'symlink', why));
  };
  let target: string;
  try {
    target = await realpath(full);
  } catch (error) {
    const loop = systemCodeOf(error) === 'ELOOP';
    refuse(loop ? 'the link leads back to itself.' : 'the link leads nowhere.');
    return;
  }
  const relative = path.relative(state.realRoot, target);
  if (relative.startsWith('..') || path.isAbsolute(relative)) {
    refuse('the link leads out of the folder; import its target by itself.');
    return;
  }
  if (!(await stat(target)).isFile()) {
    refuse('the link leads to a folder; its files are imported where they are.');
    return;
  }
  if (state.seen.has(target)) {
    refuse('another link to the same file was imported.');
    return;
  }
  state.seen.add(target);
  if (isPlainlyNoImage(parts.at(-1) ?? '')) context.scan.ignored += 1;
  else addFile(full, shown, parts.length > 1 ? (parts[0] ?? null) : null, context);
}

/** Adds one file on disk. */
export function addFile(
  file: RawPath | string,
  shown: string,
  folder: string | null,
  context: ScanContext,
): void {
  const source = typeof file === 'string' ? file : displayName(file);
  context.scan.entries.push({
    path: shown,
    source,
    folder,
    read: async () => ({
      form: 'file',
      name: shown,
      bytes: await readRegularFile(file, context.limits),
    }),
  });
  context.onFound();
}

/** Reads a file; never waits on a pipe, never reads more than allowed. @throws {SkipFile} */
async function readRegularFile(file: RawPath | string, limits: ImportLimits): Promise<Uint8Array> {
  try {
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const info = await handle.stat();
      if (!info.isFile()) throw new SkipFile('special-file', 'it is not an ordinary file.');
      if (info.size > limits.maxFileBytes) {
        throw new SkipFile(
          'oversized',
          `${Math.round(info.size / 2 ** 20)} MiB are more than the ${limits.maxFileBytes / 2 ** 20} MiB allowed.`,
        );
      }
      if (info.size === 0) throw new SkipFile('empty', 'the file is empty.');
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof SkipFile) throw error;
    throw new SkipFile('unreadable', `the file cannot be read (${messageOf(error)}).`);
  }
}

/** Text for a name on disk; bytes that are not UTF-8 are written `\xNN`. */
function displayName(raw: RawPath): string {
  const text = raw.toString('utf8');
  if (Buffer.from(text).equals(raw)) return text;
  return Array.from(raw, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`,
  ).join('');
}
