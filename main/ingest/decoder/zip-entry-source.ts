import { closeSync } from 'node:fs';
import { constants, crc32, inflateRawSync } from 'node:zlib';
import { messageOf, systemCodeOf } from '../../../shared/errors.ts';
import { formatBytes, formatCount, type ImportLimits } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { ByteSource } from './byte-source.ts';
import type { ZipEntryLocation } from './location.ts';
import { openRegularFile, readRange } from './open-regular-file.ts';

/**
 * Reads one entry of a zip archive by its place in the central directory: one read, one inflate, in
 * memory. Here rather than through a stream of yauzl, so that inflating hostile data happens in the
 * process that may crash, with the CRC checked and the output capped while it is made.
 */

const localHeaderBytes = 30;
/** Compressed bytes that are inflated to see what an entry is: at most 4 MiB of output. */
const sniffedBytes = 4096;

/** @throws {Refusal} {Error} as `openRegularFile` */
export function openZipEntrySource(entry: ZipEntryLocation, limits: ImportLimits): ByteSource {
  const { fd, size } = openRegularFile(entry.file);
  let inflated = 0;
  const readCompressed = (length: number): Buffer => {
    const start = dataStart(fd, entry, size);
    return readRange(fd, start, Math.min(length, entry.compressedSize));
  };
  return {
    size: entry.uncompressedSize,
    get inflated() {
      return inflated;
    },
    head() {
      const compressed = readCompressed(sniffedBytes);
      if (entry.method === 0) return compressed;
      const head = inflateHead(compressed);
      inflated = head.length;
      return head;
    },
    all() {
      const { maxEntryBytes } = limits;
      const tooLarge = `is too large: more than ${formatBytes(maxEntryBytes)} when unpacked`;
      if (entry.compressedSize > maxEntryBytes) throw new Refusal('oversized', tooLarge);
      const compressed = readCompressed(entry.compressedSize);
      // One byte more than declared is enough to know that the declaration is a lie.
      const cap = Math.min(entry.uncompressedSize + 1, maxEntryBytes);
      let bytes = compressed;
      if (entry.method === 8) {
        try {
          bytes = inflateRawSync(compressed, { maxOutputLength: cap });
        } catch (error) {
          inflated = cap;
          if (systemCodeOf(error) !== 'ERR_BUFFER_TOO_LARGE') throw inflateRefusal(error);
          if (cap === maxEntryBytes) throw new Refusal('oversized', tooLarge);
        }
      }
      inflated = bytes.length; // the head is part of it
      if (bytes === compressed && entry.method === 8) throw lyingSize(entry, null);
      if (bytes.length !== entry.uncompressedSize) throw lyingSize(entry, bytes.length);
      if (crc32(bytes) !== entry.crc32) {
        throw wrongChecksum();
      }
      return bytes;
    },
    close: () => closeSync(fd),
  };
}

/** The local header repeats the name at a length of its own, so it has to be read. */
export function dataStart(fd: number, entry: ZipEntryLocation, zipBytes: number): number {
  const outside = new Refusal('corrupt', 'is damaged: the zip points outside of itself for it');
  if (entry.headerOffset + localHeaderBytes > zipBytes) throw outside;
  const header = readRange(fd, entry.headerOffset, localHeaderBytes);
  if (header.readUInt32LE(0) !== 0x04034b50) {
    throw new Refusal('corrupt', 'is damaged: the zip has no such entry where it says');
  }
  const nameBytes = header.readUInt16LE(26);
  const extraBytes = header.readUInt16LE(28);
  const start = entry.headerOffset + localHeaderBytes + nameBytes + extraBytes;
  if (start + entry.compressedSize > zipBytes) throw outside;
  return start;
}

/** As much as the first compressed bytes give. */
function inflateHead(compressed: Buffer): Buffer {
  try {
    return inflateRawSync(compressed, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    throw inflateRefusal(error);
  }
}

/** Why deflated data cannot be unpacked, by zlib's error. */
export function inflateRefusal(error: unknown): Refusal {
  return systemCodeOf(error) === 'Z_BUF_ERROR'
    ? new Refusal('truncated', 'is cut off: its compressed data in the zip end too early')
    : new Refusal('corrupt', `is damaged: it cannot be unpacked (${messageOf(error)})`);
}

/** @param actual bytes there are; `null` for more than declared */
export function lyingSize(entry: ZipEntryLocation, actual: number | null): Refusal {
  const declared = formatCount(entry.uncompressedSize);
  const held = actual === null ? 'more' : formatCount(actual);
  return new Refusal(
    'corrupt',
    `is damaged: the zip says that it has ${declared} bytes, but it has ${held}`,
  );
}

export function wrongChecksum(): Refusal {
  return new Refusal('corrupt', 'is damaged: its checksum in the zip does not match');
}
