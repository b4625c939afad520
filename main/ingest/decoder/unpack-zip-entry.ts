import { createWriteStream, statfsSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { systemCodeOf } from '../../../shared/errors.ts';
import { formatBytes } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { ZipEntryLocation } from './location.ts';
import { zipEntryBytes } from './zip-entry-bytes.ts';

/**
 * Unpacks one entry of a zip archive into a new file, a portion at a time: for what has to be a file. Not a byte more is written than the archive
 * declares. What is there after an error is the caller's to remove.
 *
 * @param to a file that is not there yet
 * @param spent as `zipEntryBytes`
 * @throws {Refusal} when it is cut off or damaged, or has no room on the disk
 * @throws {Error} the system's error
 */
export async function unpackZipEntry(
  entry: ZipEntryLocation,
  to: string,
  spent: { inflated: number },
): Promise<void> {
  checkRoom(entry, to);
  try {
    // For its owner alone, as it may have been in the archive.
    await pipeline(
      zipEntryBytes(entry, spent),
      createWriteStream(to, { flags: 'wx', mode: 0o600 }),
    );
  } catch (error) {
    const code = systemCodeOf(error);
    throw code === 'ENOSPC' || code === 'EDQUOT' ? noRoom(entry.uncompressedSize) : error;
  }
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
