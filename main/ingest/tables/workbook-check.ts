import { constants, crc32, createInflateRaw } from 'node:zlib';
import { type Entry, fromBufferPromise } from 'yauzl';
import { messageOf } from '../../../shared/errors.ts';
import { formatBytes } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { TableLimits } from './table.ts';

const maxEntries = 10_000;
const maxNameChars = 512;
const endRecordBytes = 22;
const encrypted = 1;
const sizesFollow = 8;
const compressedDocument = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);
const headBytes = 1024;

/**
 * Refuses a workbook (a zip archive of XML) that is damaged or lies about its parts, before the library reads it:
 * every part is inflated once, counted and forgotten. What the library inflates afterwards is what was counted,
 * because the ways in which two readers could see two archives in the same bytes are refused too: a comment at the
 * end, two parts of one name, sizes that are not in the directory.
 *
 * @throws {Refusal}
 */
export async function checkWorkbook(bytes: Buffer, limits: TableLimits): Promise<void> {
  if (bytes.subarray(0, 4).equals(compressedDocument)) {
    const what = 'is an old Excel file (.xls) or has a password; save it as .xlsx without one';
    throw new Refusal('unsupported', what);
  }
  if (bytes.length > limits.maxWorkbookBytes) {
    const clause = `is too large: ${formatBytes(bytes.length)}; the limit is ${formatBytes(limits.maxWorkbookBytes)}`;
    throw new Refusal('oversized', clause);
  }
  if (
    bytes.length < endRecordBytes ||
    bytes.readUInt32LE(bytes.length - endRecordBytes) !== 0x06054b50
  ) {
    throw new Refusal('truncated', 'is cut off: its directory is not at its end');
  }
  try {
    const seen = new Set<string>();
    const zip = await fromBufferPromise(bytes, { validateEntrySizes: false });
    if (zip.entryCount > maxEntries) throw new Error(`it has ${zip.entryCount} parts`);
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName;
      if (seen.has(name)) throw new Error('it holds a part twice');
      if (name.length > maxNameChars) throw new Error('the name of a part is too long');
      seen.add(name);
      await checkPart(bytes, entry, limits);
    }
    if (seen.size !== zip.entryCount) throw new Error('its directory counts wrongly');
    if (seen.has('xl/workbook.bin')) {
      throw new Refusal('unsupported', 'is a binary workbook (.xlsb); save it as .xlsx');
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw damaged(messageOf(error));
  }
}

function damaged(why: string): Refusal {
  return new Refusal('corrupt', `is a damaged workbook (${why})`);
}

/** @throws {Refusal} {Error} */
async function checkPart(bytes: Buffer, entry: Entry, limits: TableLimits): Promise<void> {
  if ((entry.generalPurposeBitFlag & encrypted) !== 0) {
    throw new Refusal('encrypted', 'is encrypted; save it without a password');
  }
  const { compressedSize, compressionMethod, uncompressedSize } = entry;
  const lacksSize = (entry.generalPurposeBitFlag & sizesFollow) !== 0 && compressedSize === 0;
  if (lacksSize && uncompressedSize > 0) throw new Error('the size of a part is missing');
  const at = entry.relativeOffsetOfLocalHeader;
  if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== 0x04034b50) {
    throw new Error('a part is not where it should be');
  }
  const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  if (start + compressedSize > bytes.length) throw new Error('a part goes beyond the end');
  const compressed = bytes.subarray(start, start + compressedSize);
  const name = entry.fileName;
  const counted =
    compressionMethod === 8
      ? await inflateAndCount(compressed, name, limits)
      : checkSize(
          { size: compressed.length, head: compressed, checksum: crc32(compressed) },
          name,
          limits,
        );
  if (compressionMethod !== 0 && compressionMethod !== 8) {
    throw new Error(`a part is compressed by method ${compressionMethod}`);
  }
  if (counted.size !== uncompressedSize) throw new Error('a part has another size than it says');
  if (counted.checksum !== entry.crc32) throw new Error('the checksum of a part does not match');
}

interface Counted {
  size: number;
  checksum: number;
  head: Uint8Array;
}

/** @throws {Refusal} `oversized` */
function checkSize(counted: Counted, name: string, limits: TableLimits): Counted {
  const start = Buffer.from(counted.head.subarray(0, headBytes)).toString('latin1');
  const isSheet = /<(?:\w+:)?worksheet[\s>]/.test(start);
  const most = isSheet ? limits.maxSheetBytes : limits.maxWorkbookPartBytes;
  if (counted.size <= most) return counted;
  throw new Refusal(
    'oversized',
    `unpacks to too much: its part ${name} has more than ${formatBytes(most)}`,
  );
}

async function inflateAndCount(
  compressed: Buffer,
  name: string,
  limits: TableLimits,
): Promise<Counted> {
  const inflate = createInflateRaw({ chunkSize: 64 * 1024, finishFlush: constants.Z_FINISH });
  const counted: Counted = { size: 0, checksum: 0, head: Buffer.alloc(0) };
  inflate.end(compressed);
  for await (const chunk of inflate as AsyncIterable<Buffer>) {
    if (counted.size === 0) counted.head = chunk.subarray(0, headBytes);
    counted.size += chunk.length;
    counted.checksum = crc32(chunk, counted.checksum);
    checkSize(counted, name, limits);
  }
  return counted;
}
