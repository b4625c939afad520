import { closeSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { systemCodeOf } from '../../../shared/errors.ts';
import type { ZipEntryLocation } from './location.ts';
import { openRegularFile, readRange } from './open-regular-file.ts';
import { dataStart, inflateRefusal, lyingSize, wrongChecksum } from './zip-entry-source.ts';

const portionBytes = 256 * 1024;

/**
 * What one entry of a zip archive unpacks to, a portion at a time: for what is too large for memory. Not a byte more comes out than the archive
 * declares, and after the last one the checksum is right.
 *
 * @param spent its `inflated` grows by what comes out, also where it fails
 * @throws {Refusal} when it is cut off or damaged
 * @throws {Error} the system's error
 */
export async function* zipEntryBytes(
  entry: ZipEntryLocation,
  spent = { inflated: 0 },
): AsyncGenerator<Buffer> {
  let length = 0;
  let sum = 0;
  for await (const portion of unpacked(entry)) {
    length += portion.length;
    spent.inflated += portion.length;
    if (length > entry.uncompressedSize) throw lyingSize(entry, null);
    sum = crc32(portion, sum);
    yield portion;
  }
  if (length !== entry.uncompressedSize) throw lyingSize(entry, length);
  if (sum !== entry.crc32) throw wrongChecksum();
}

async function* unpacked(entry: ZipEntryLocation): AsyncGenerator<Buffer> {
  const { fd, size } = openRegularFile(entry.file);
  let feeding: Promise<void> = Promise.resolve();
  try {
    const compressed = portions(fd, dataStart(fd, entry, size), entry.compressedSize);
    if (entry.method === 0) {
      yield* compressed;
      return;
    }
    const inflate = createInflateRaw();
    // What fails here ends the loop below with the same error.
    feeding = pipeline(compressed, inflate).catch(() => undefined);
    for await (const portion of inflate) yield portion as Buffer;
  } catch (error) {
    throw systemCodeOf(error)?.startsWith('Z_') === true ? inflateRefusal(error) : error;
  } finally {
    await feeding; // who stops early has ended it; it must not read from a closed file
    closeSync(fd);
  }
}

function* portions(fd: number, start: number, length: number): Generator<Buffer> {
  for (let at = 0; at < length; at += portionBytes) {
    yield readRange(fd, start + at, Math.min(portionBytes, length - at));
  }
}
