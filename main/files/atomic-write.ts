import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** Flushes a folder's entries, so that a rename in it survives a power cut. */
export function fsyncDir(dir: string): void {
  if (process.platform === 'win32') return; // Windows cannot open folders; NTFS journals renames
  const fd = openSync(dir, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Writes every byte: a single `writeSync` may write fewer than asked. */
export function writeFully(fd: number, bytes: Uint8Array, position: number): void {
  let done = 0;
  while (done < bytes.byteLength) {
    done += writeSync(fd, bytes, done, bytes.byteLength - done, position + done);
  }
}

/**
 * Writes a file so that it is either whole and on disk or not there at all: temporary
 * name, fsync, size check, rename, fsync of the folder. Creates the folder if needed.
 *
 * @throws {Error} the system's error (`ENOSPC`, `EACCES`, …); an earlier file of the name stays
 */
export function writeFileAtomic(file: string, content: string | readonly Uint8Array[]): void {
  const parts = typeof content === 'string' ? [Buffer.from(content)] : content;
  const dir = path.dirname(file);
  mkdirSync(dir, { recursive: true });
  const temporary = `${file}.partial-${process.pid}`;
  const fd = openSync(temporary, 'w');
  try {
    let size = 0;
    for (const part of parts) {
      writeFully(fd, part, size);
      size += part.byteLength;
    }
    if (fstatSync(fd).size !== size) throw new Error(`${temporary}: wrong size after writing`);
    fsyncSync(fd);
  } catch (error) {
    closeSync(fd);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(fd);
  renameSync(temporary, file);
  fsyncDir(dir);
}
