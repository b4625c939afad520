import { open } from 'node:fs/promises';
import type { ZipEntryLocation } from '../decoder/location.ts';
import { zipEntryBytes } from '../decoder/zip-entry-bytes.ts';
import { openZipEntrySource } from '../decoder/zip-entry-source.ts';
import { defaultLimits, formatBytes } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { TableInput } from './table.ts';

const chunkBytes = 256 * 1024;

/** A table that is in memory already. */
export function bytesInput(name: string, bytes: Uint8Array): TableInput {
  return {
    name,
    size: bytes.length,
    async *chunks() {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        yield bytes.subarray(at, at + chunkBytes);
      }
    },
    read(start, end) {
      return end > bytes.length || start < 0 || start > end
        ? Promise.reject(new Error('the file ends too early'))
        : Promise.resolve(bytes.subarray(start, end));
    },
  };
}

/** A table in a file; whoever calls this knows already that it is an ordinary one. */
export async function fileInput(name: string, file: string): Promise<TableInput> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    return {
      name,
      size,
      chunks: () => fileChunks(file),
      read: (from, to) => readRange(file, from, to),
    };
  } finally {
    await handle.close();
  }
}

/**
 * A table in a zip archive. Text is unpacked as it is read, each time anew, and may be as large as it likes; what is read at any place is unpacked
 * into memory, and is refused where it is too large for that.
 */
export function zippedInput(name: string, entry: ZipEntryLocation): TableInput {
  let unpacked: TableInput | null = null;
  return {
    name,
    size: entry.uncompressedSize,
    chunks: () => zipEntryBytes(entry),
    async read(start, end) {
      unpacked ??= bytesInput(name, allBytes(entry));
      return await unpacked.read(start, end);
    },
  };
}

/** @throws {Refusal} */
function allBytes(entry: ZipEntryLocation): Uint8Array {
  const { maxEntryBytes } = defaultLimits;
  if (entry.uncompressedSize > maxEntryBytes) {
    const size = formatBytes(entry.uncompressedSize);
    const most = formatBytes(maxEntryBytes);
    // Out of the zip it is read at any place, and may be as large as it likes.
    const clause = `is too large to be read in the zip: ${size}; the limit is ${most}; unpack it`;
    throw new Refusal('oversized', clause);
  }
  const source = openZipEntrySource(entry, defaultLimits);
  try {
    return source.all();
  } finally {
    source.close();
  }
}

async function* fileChunks(file: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    for (;;) {
      const buffer = Buffer.allocUnsafe(chunkBytes);
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function readRange(file: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    if (end > size || start < 0 || start > end) throw new Error('the file ends too early');
    const bytes = new Uint8Array(end - start);
    for (let filled = 0; filled < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) throw new Error('the file ends too early');
      filled += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}
