import { closeSync } from 'node:fs';
import { type IdxLayout, idxHeaderBytes, readIdxLayout, sniffIdx } from '../kinds/idx.ts';
import { formatBytes, type ImportLimits } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { GzipCursor } from './gzip-cursor.ts';
import type { Location, RawPath } from './messages.ts';
import { openRegularFile, readRange } from './open-regular-file.ts';

/** Reads images of IDX files; keeps the last one open, since they are asked for in order. */

type IdxImage = Extract<Location, { at: 'idx-image' }>;

let lastPlain: { key: string; fd: number } | null = null;
let lastGzip: { key: string; cursor: GzipCursor } | null = null;

function keyOf(file: RawPath): string {
  return typeof file === 'string' ? file : Buffer.from(file).toString('latin1');
}

/**
 * The layout of a gzipped IDX file, after all of it has been inflated and its checksum compared;
 * `null` when it is something else that is gzipped.
 * @throws {Refusal} when it is damaged, cut off or too large
 */
export async function probeGzipIdx(
  file: RawPath,
  limits: ImportLimits,
): Promise<{ layout: IdxLayout } | null> {
  const cursor = new GzipCursor(file);
  try {
    const head = await cursor.read(0, idxHeaderBytes);
    if (!sniffIdx(head)) return null;
    const total = await cursor.countBytes(limits.maxGzipBytes);
    if (total > limits.maxGzipBytes) {
      const most = formatBytes(limits.maxGzipBytes);
      throw new Refusal('oversized', `is too large: more than ${most} when unpacked; unpack it`);
    }
    return { layout: readIdxLayout(head, total, limits) };
  } finally {
    await cursor.close();
  }
}

/**
 * One image's bytes, uint8 `[height, width, channels]`.
 * @throws {Refusal} when the file has become shorter or damaged
 */
export async function readIdxImage({ file, gzip, layout, index }: IdxImage): Promise<Buffer> {
  const offset = layout.headerBytes + index * layout.imageBytes;
  const key = keyOf(file);
  if (!gzip) {
    if (lastPlain?.key !== key) {
      if (lastPlain !== null) closeSync(lastPlain.fd);
      lastPlain = null;
      lastPlain = { key, fd: openRegularFile(file).fd };
    }
    return readRange(lastPlain.fd, offset, layout.imageBytes);
  }
  if (lastGzip?.key !== key) {
    await lastGzip?.cursor.close();
    lastGzip = { key, cursor: new GzipCursor(file) };
  }
  const bytes = await lastGzip.cursor.read(offset, layout.imageBytes);
  if (bytes.length === layout.imageBytes) return bytes;
  throw new Refusal('truncated', 'is cut off: it became shorter while it was read');
}
