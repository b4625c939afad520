import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Source } from '../../../shared/contract/primitives.ts';
import { PretextError } from '../../../shared/errors.ts';
import { scratchFolder } from '../../files/scratch-folder.ts';

const name = 'pretext-uploads';
const prefix = `${name}-`;
const maxDepth = 32;
const maxPathBytes = 2048;

/** Files that a browser sends before it imports them: batches in a folder of their own, gone after the import. */
export class Uploads {
  readonly #dir: string;
  readonly #batches = new Map<string, string>();

  constructor() {
    this.#dir = scratchFolder(name);
  }

  begin(): string {
    const id = randomBytes(16).toString('hex');
    const dir = path.join(this.#dir, id);
    mkdirSync(dir, { mode: 0o700 });
    this.#batches.set(id, dir);
    return id;
  }

  /** @throws {PretextError} `not-found` where there is no such batch */
  expect(id: string): void {
    this.#dirOf(id);
  }

  /**
   * Where a file of a batch goes; its folders are made.
   * @param name its path in what was dropped, with forward slashes
   * @throws {PretextError} `not-found`; `bad-input` for a name that leads elsewhere
   */
  fileFor(id: string, name: string): string {
    const dir = this.#dirOf(id);
    const parts = name.split('/');
    if (
      Buffer.byteLength(name) > maxPathBytes ||
      parts.length > maxDepth ||
      parts.some((part) => !isPlainName(part))
    ) {
      throw new PretextError('bad-input', 'A file with an impossible name was sent.', {
        remedy: 'Rename it and drop it again.',
      });
    }
    const file = path.join(dir, ...parts);
    const inside = path.relative(dir, file);
    if (inside.startsWith('..') || path.isAbsolute(inside)) {
      throw new PretextError('bad-input', 'A file with an impossible name was sent.');
    }
    mkdirSync(path.dirname(file), { recursive: true });
    return file;
  }

  /** Paths that sources mean: of an upload, what was dropped, as if it had been dropped here. @throws {PretextError} */
  pathsOf(sources: readonly Source[]): string[] {
    return sources.flatMap((source) => {
      if (source.kind === 'path') return [source.path];
      const dir = this.#dirOf(source.upload);
      return readdirSync(dir)
        .sort()
        .map((name) => path.join(dir, name));
    });
  }

  /** Removes the files of uploads among sources. */
  async drop(sources: readonly Source[]): Promise<void> {
    for (const source of sources) {
      if (source.kind !== 'upload') continue;
      const dir = this.#batches.get(source.upload);
      this.#batches.delete(source.upload);
      if (dir !== undefined) await rm(dir, { recursive: true, force: true });
    }
  }

  close(): void {
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #dirOf(id: string): string {
    const dir = this.#batches.get(id);
    if (dir !== undefined) return dir;
    throw new PretextError('not-found', 'These uploaded files are no longer there.', {
      remedy: 'Drop them again.',
    });
  }
}

/** Whether a file was sent by a browser and removed since: its path says nothing. */
export function isGoneUpload(file: string): boolean {
  return file.split(/[\\/]/).some((part) => part.startsWith(prefix)) && !existsSync(file);
}

/** A text in which files that a browser sent are named as they were dropped, not by where they are kept meanwhile. */
export function asDropped(text: string): string {
  const kept = path.join(tmpdir(), prefix);
  return text
    .split(kept)
    .map((part, i) => (i === 0 ? part : part.replace(/^\d+-\w+[\\/][0-9a-f]{32}[\\/]/, '')))
    .join('');
}

function isPlainName(part: string): boolean {
  return (
    part !== '' &&
    part !== '.' &&
    part !== '..' &&
    Buffer.byteLength(part) <= 255 &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
    !/[\\\u0000-\u001f\u007f]/.test(part) &&
    !(process.platform === 'win32' && /[<>:"|?*]|[. ]$/.test(part))
  );
}
