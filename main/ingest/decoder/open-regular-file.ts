import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Refusal } from '../refusal.ts';
import type { RawPath } from './messages.ts';

export interface OpenFile {
  fd: number;
  size: number;
}

/**
 * Opens a regular file and nothing else. What was a file when the folder was listed may be a pipe by
 * now: without `O_NONBLOCK`, opening one would hang; without `O_NOFOLLOW`, a link could lead outside.
 *
 * @throws {Refusal} `special-file`
 * @throws {Error} the system's error
 */
export function openRegularFile(file: RawPath): OpenFile {
  // Windows has neither flag.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
  const fd = openSync(typeof file === 'string' ? file : Buffer.from(file), flags);
  const stats = fstatSync(fd);
  if (!stats.isFile()) {
    closeSync(fd);
    throw new Refusal('special-file', 'is no ordinary file');
  }
  return { fd, size: stats.size };
}

/**
 * Reads `length` bytes from a position.
 * @throws {Refusal} `truncated` when the file ends before
 */
export function readRange(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const count = readSync(fd, bytes, done, length - done, position + done);
    if (count === 0)
      throw new Refusal('truncated', 'is cut off: it became shorter while it was read');
    done += count;
  }
  return bytes;
}
