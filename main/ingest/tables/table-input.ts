import { open } from 'node:fs/promises';
import type { TableInput } from './table.ts';

const chunkBytes = 256 * 1024;

/** A table that is in memory already, as an entry of a zip archive is. */
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
