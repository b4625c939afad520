import { closeSync, fsync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { fsyncDir, writeFully } from './atomic-write.ts';

const fsyncInBackground = promisify(fsync);

/** A file that is written piece by piece under a temporary name, and has its own only when it is whole and on disk. */
export class PartialFile {
  readonly file: string;
  readonly #temporary: string;
  readonly #fd: number;
  #open = true;

  /** Starts it, and makes its folder if needed. */
  constructor(file: string) {
    this.file = file;
    mkdirSync(path.dirname(file), { recursive: true });
    this.#temporary = `${file}.partial-${process.pid}`;
    this.#fd = openSync(this.#temporary, 'w');
  }

  write(bytes: Uint8Array, position: number): void {
    writeFully(this.#fd, bytes, position);
  }

  /** fsync (which may take seconds on a slow disk), rename. */
  async finish(): Promise<void> {
    await fsyncInBackground(this.#fd);
    closeSync(this.#fd);
    this.#open = false;
    renameSync(this.#temporary, this.file);
    fsyncDir(path.dirname(this.file));
  }

  /** Removes what was written, unless it was finished. */
  abort(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#fd);
    rmSync(this.#temporary, { force: true });
  }
}
