import { randomBytes } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  fstatSync,
  mkdirSync,
  openSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { messageOf } from '../../../shared/errors.ts';
import { readFully } from '../../files/safetensors.ts';
import { SkipFile, skipped } from '../skip.ts';
import type { ScanContext } from './entry.ts';

/** IDX magic: two zero bytes, type (8: unsigned byte), number of dimensions (LeCun's MNIST page). */
const unsignedByte = 0x08;

/**
 * Adds every image of an IDX file, `[n, height, width]` or `[n, height, width, 3]`. A gzipped one
 * is inflated to a temporary file first: images are read one by one.
 */
export async function scanIdx(file: string, shown: string, context: ScanContext): Promise<void> {
  let fd: number | undefined;
  try {
    const plain = /\.gz$/i.test(file) ? await inflate(file, context) : file;
    fd = openSync(plain, 'r');
    const opened = fd;
    context.scan.cleanUp.push(() => closeSync(opened));
    const { count, height, width, channels, begin } = readIdxHeader(opened);
    const bytesEach = height * width * channels;
    const digits = String(count - 1).length;
    const stem = shown.replace(/\.gz$/i, '');
    for (let index = 0; index < count; index++) {
      const read = (): Uint8Array => {
        const bytes = new Uint8Array(bytesEach);
        readFully(opened, bytes, begin + index * bytesEach);
        return bytes;
      };
      context.scan.entries.push({
        path: `${stem}#${String(index).padStart(digits, '0')}`,
        source: file,
        folder: null,
        read: () => Promise.resolve({ form: 'pixels', width, height, channels, bytes: read() }),
      });
      context.onFound();
    }
  } catch (error) {
    const code = error instanceof SkipFile ? error.code : 'corrupt';
    const reason =
      error instanceof SkipFile ? error.message : `not a readable IDX file (${messageOf(error)}).`;
    context.scan.skipped.push(skipped(shown, file, code, reason));
  }
}

interface IdxHeader {
  count: number;
  height: number;
  width: number;
  channels: 1 | 3;
  /** Bytes before the first image. */
  begin: number;
}

/** @throws {SkipFile} */
function readIdxHeader(fd: number): IdxHeader {
  const size = fstatSync(fd).size;
  if (size === 0) throw new SkipFile('empty', 'the file is empty.');
  if (size < 16) throw new SkipFile('truncated', 'the IDX file ends within its header.');
  const start = Buffer.alloc(Math.min(20, size));
  readFully(fd, start, 0);
  const dimensions = start[3] ?? 0;
  if (start[0] !== 0 || start[1] !== 0 || start[2] !== unsignedByte) {
    throw new SkipFile('corrupt', 'it does not begin like an IDX file of unsigned bytes.');
  }
  if (dimensions !== 3 && dimensions !== 4) {
    throw new SkipFile('unsupported', `an IDX file of ${dimensions} dimensions holds no images.`);
  }
  const begin = 4 + 4 * dimensions;
  if (size < begin) throw new SkipFile('truncated', 'the IDX file ends within its header.');
  const [count = 0, height = 0, width = 0, channels = 1] = Array.from(
    { length: dimensions },
    (_, i) => start.readUInt32BE(4 + 4 * i),
  );
  if (channels !== 1 && channels !== 3) {
    throw new SkipFile('unsupported', `images of ${channels} channels are not supported.`);
  }
  if (height * width === 0 || height > 4096 || width > 4096) {
    throw new SkipFile('corrupt', `it claims images of ${width} × ${height} pixels.`);
  }
  const expected = begin + count * height * width * channels;
  if (size < expected) {
    throw new SkipFile('truncated', `it ends after ${size} of ${expected} bytes.`);
  }
  return { count, height, width, channels, begin };
}

/** Inflates to a temporary file that is removed after the import. @throws {SkipFile} */
async function inflate(file: string, context: ScanContext): Promise<string> {
  mkdirSync(context.temporaryDir, { recursive: true });
  const target = path.join(context.temporaryDir, `idx-${randomBytes(6).toString('hex')}.partial`);
  context.scan.cleanUp.push(() => rmSync(target, { force: true }));
  let bytes = 0;
  const limit = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > context.limits.maxArchiveBytes) {
        done(new SkipFile('oversized', 'it inflates to more than is allowed.'));
      } else done(null, chunk);
    },
  });
  try {
    await pipeline(createReadStream(file), createGunzip(), limit, createWriteStream(target));
  } catch (error) {
    if (error instanceof SkipFile) throw error;
    throw new SkipFile('corrupt', `the gzip data cannot be read (${messageOf(error)}).`);
  }
  return target;
}
