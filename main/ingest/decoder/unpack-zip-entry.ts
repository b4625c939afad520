import { closeSync, createWriteStream, statfsSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { systemCodeOf } from '../../../shared/errors.ts';
import { formatBytes } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { ZipEntryLocation } from './location.ts';
import { openRegularFile, readRange } from './open-regular-file.ts';
import { dataStart, inflateRefusal, lyingSize, wrongChecksum } from './zip-entry-source.ts';

const portionBytes = 256 * 1024;

type Portions = Iterable<Buffer> | AsyncIterable<Buffer>;

/**
 * Unpacks one entry of a zip archive into a new file, a portion at a time: for what has to be a file, or is too large for memory. Not a byte more
 * is written than the archive declares. What is there after an error is the caller's to remove.
 *
 * @param to a file that is not there yet
 * @param spent its `inflated` grows by what comes out, also where it fails
 * @throws {Refusal} when it is cut off or damaged, or has no room on the disk
 * @throws {Error} the system's error
 */
export async function unpackZipEntry(
  entry: ZipEntryLocation,
  to: string,
  spent: { inflated: number },
): Promise<void> {
  checkRoom(entry, to);
  const { fd, size } = openRegularFile(entry.file);
  try {
    const compressed = portions(fd, dataStart(fd, entry, size), entry.compressedSize);
    const checked = (bytes: Portions): AsyncGenerator<Buffer> => checkedBytes(bytes, entry, spent);
    // For its owner alone, as it may have been in the archive.
    const file = createWriteStream(to, { flags: 'wx', mode: 0o600 });
    if (entry.method === 0) await pipeline(compressed, checked, file);
    else await pipeline(compressed, createInflateRaw(), checked, file);
  } catch (error) {
    throw explained(error, entry);
  } finally {
    closeSync(fd);
  }
}

function* portions(fd: number, start: number, length: number): Generator<Buffer> {
  for (let at = 0; at < length; at += portionBytes) {
    yield readRange(fd, start + at, Math.min(portionBytes, length - at));
  }
}

async function* checkedBytes(
  bytes: Portions,
  entry: ZipEntryLocation,
  spent: { inflated: number },
): AsyncGenerator<Buffer> {
  let length = 0;
  let sum = 0;
  for await (const portion of bytes) {
    length += portion.length;
    spent.inflated += portion.length;
    if (length > entry.uncompressedSize) throw lyingSize(entry, null);
    sum = crc32(portion, sum);
    yield portion;
  }
  if (length !== entry.uncompressedSize) throw lyingSize(entry, length);
  if (sum !== entry.crc32) throw wrongChecksum();
}

/** Before anything is written: a disk that is filled up stops all that goes on beside. */
function checkRoom({ uncompressedSize }: ZipEntryLocation, to: string): void {
  const { bavail, bsize, blocks } = statfsSync(path.dirname(to));
  // Some file systems do not say how large they are.
  if (blocks > 0 && bavail * bsize < uncompressedSize) throw noRoom(uncompressedSize);
}

function noRoom(bytes: number): Refusal {
  const clause = `cannot be unpacked: its ${formatBytes(bytes)} have no room on the disk; make room, or unpack the zip on another disk`;
  return new Refusal('unreadable', clause);
}

function explained(error: unknown, { uncompressedSize }: ZipEntryLocation): unknown {
  const code = systemCodeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return noRoom(uncompressedSize);
  return code?.startsWith('Z_') === true ? inflateRefusal(error) : error;
}
