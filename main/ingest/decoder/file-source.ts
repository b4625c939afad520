import { closeSync } from 'node:fs';
import { formatBytes, type ImportLimits } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { ByteSource } from './byte-source.ts';
import type { RawPath } from './messages.ts';
import { openRegularFile, readRange } from './open-regular-file.ts';

/** Files up to this size are read in one go: most of a data set of small images. */
const headBytes = 64 * 1024;

/** @throws {Refusal} {Error} as `openRegularFile` */
export function openFileSource(file: RawPath, limits: ImportLimits): ByteSource {
  const { fd, size } = openRegularFile(file);
  let head: Buffer | null = null;
  const readHead = (): Buffer => {
    head ??= readRange(fd, 0, Math.min(size, headBytes));
    return head;
  };
  return {
    size,
    inflated: 0,
    head: readHead,
    all() {
      if (size > limits.maxFileBytes) {
        const most = formatBytes(limits.maxFileBytes);
        throw new Refusal('oversized', `is too large: ${formatBytes(size)}; the limit is ${most}`);
      }
      return size <= headBytes ? readHead() : readRange(fd, 0, size);
    },
    close: () => closeSync(fd),
  };
}
