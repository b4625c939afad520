import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';
import { messageOf, PretextError } from '../../shared/errors.ts';
import { writeFileAtomic } from './atomic-write.ts';

/**
 * safetensors: an 8-byte little-endian header length, a JSON header, raw tensor data.
 * It cannot carry code. Format: huggingface/safetensors, README.
 */

/** Types of tensor that are written and read whole. */
type TensorType = 'F32' | 'I32' | 'U8';
/** Types of tensor in files that are written and read piece by piece. */
type StoredType = TensorType | 'I16' | 'I64';

export interface NamedTensor {
  dtype: TensorType;
  shape: readonly number[];
  data: Float32Array | Int32Array | Uint8Array;
}

export interface SafetensorsFile {
  tensors: Map<string, NamedTensor>;
  metadata: Record<string, string>;
}

export interface TensorLocation {
  dtype: StoredType;
  shape: readonly number[];
  /** Bytes from the start of the file. */
  begin: number;
  end: number;
}

const bytesPerElement: Record<StoredType, number> = { F32: 4, I16: 2, I32: 4, I64: 8, U8: 1 };
/** Larger headers are refused before they are read. */
const maxHeaderBytes = 16 * 1024 * 1024;
const alignment = 64;

const entrySchema = z.strictObject({
  dtype: z.enum(['F32', 'I16', 'I32', 'I64', 'U8']),
  shape: z.array(z.int().min(0)).max(8),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});

/** Encodes a header, padded with spaces so that the data start at a multiple of 64 bytes. */
export function encodeHeader(
  entries: ReadonlyMap<string, { dtype: StoredType; shape: readonly number[] }>,
  metadata: Readonly<Record<string, string>>,
  minimumBytes = 0,
): Buffer {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header['__metadata__'] = metadata;
  let offset = 0;
  for (const [name, { dtype, shape }] of entries) {
    const bytes = elementsOf(shape) * bytesPerElement[dtype];
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const wanted = Math.max(minimumBytes, 8 + json.byteLength);
  const total = Math.ceil(wanted / alignment) * alignment;
  const out = Buffer.alloc(total, 0x20);
  out.writeBigUInt64LE(BigInt(total - 8), 0);
  json.copy(out, 8);
  return out;
}

function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function bytesOf(data: NamedTensor['data']): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Writes tensors and text metadata atomically; a `sha256` of the data is added to the metadata.
 * @throws {Error} the system's error; an earlier file of the name stays
 */
export function writeSafetensors(
  file: string,
  tensors: ReadonlyMap<string, NamedTensor>,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const hash = createHash('sha256');
  const parts: Uint8Array[] = [];
  for (const [name, { dtype, shape, data }] of tensors) {
    if (data.byteLength !== elementsOf(shape) * bytesPerElement[dtype]) {
      throw new Error(`tensor "${name}": ${data.length} values do not fill [${shape.join(', ')}]`);
    }
    const bytes = bytesOf(data);
    hash.update(bytes);
    parts.push(bytes);
  }
  const header = encodeHeader(tensors, { ...metadata, sha256: hash.digest('hex') });
  writeFileAtomic(file, [header, ...parts]);
}

/**
 * Reads and checks a header: size bounded, shapes multiplied out, ranges within the file and
 * without overlap or gaps, names unique.
 * @throws {PretextError} `corrupt-file`
 */
export function readHeader(
  file: string,
  fd: number,
): { locations: Map<string, TensorLocation>; metadata: Record<string, string> } {
  const corrupt = (what: string): PretextError =>
    new PretextError('corrupt-file', `${file} is not a valid safetensors file: ${what}.`, {
      path: file,
      remedy: 'Use an intact copy, or an earlier checkpoint.',
    });
  const fileBytes = fstatSync(fd).size;
  const lengthBytes = Buffer.alloc(8);
  if (readSync(fd, lengthBytes, 0, 8, 0) !== 8) throw corrupt('shorter than its header');
  const headerBytes = Number(lengthBytes.readBigUInt64LE(0));
  if (headerBytes > maxHeaderBytes || 8 + headerBytes > fileBytes) {
    throw corrupt(`its header claims ${headerBytes} bytes`);
  }
  const text = Buffer.alloc(headerBytes);
  if (readSync(fd, text, 0, headerBytes, 8) !== headerBytes) throw corrupt('header cut off');
  let json: unknown;
  try {
    json = JSON.parse(text.toString('utf8'));
  } catch (error) {
    throw corrupt(messageOf(error));
  }
  const header = z.record(z.string(), z.unknown()).safeParse(json);
  if (!header.success) throw corrupt('its header is no object');
  const locations = new Map<string, TensorLocation>();
  let metadata: Record<string, string> = {};
  const dataStart = 8 + headerBytes;
  for (const [name, value] of Object.entries(header.data)) {
    if (name === '__metadata__') {
      const parsed = z.record(z.string(), z.string()).safeParse(value);
      if (!parsed.success) throw corrupt('its metadata is not text');
      metadata = parsed.data;
      continue;
    }
    const parsed = entrySchema.safeParse(value);
    if (!parsed.success) throw corrupt(`tensor "${name}" is described wrongly`);
    const { dtype, shape, data_offsets } = parsed.data;
    const [begin, end] = data_offsets;
    if (end - begin !== elementsOf(shape) * bytesPerElement[dtype]) {
      throw corrupt(`tensor "${name}" has the wrong size`);
    }
    locations.set(name, { dtype, shape, begin: dataStart + begin, end: dataStart + end });
  }
  let position = dataStart;
  for (const [name, { begin, end }] of [...locations].sort((a, b) => a[1].begin - b[1].begin)) {
    if (begin !== position) throw corrupt(`tensor "${name}" overlaps or leaves a gap`);
    position = end;
  }
  if (position !== fileBytes) throw corrupt('its data are cut off or too long');
  return { locations, metadata };
}

/**
 * Reads a whole file and, where it carries one, checks the checksum of its data.
 * @throws {PretextError} `corrupt-file`; `not-found`
 */
export function readSafetensors(file: string): SafetensorsFile {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch (error) {
    throw new PretextError('not-found', `${file} cannot be opened: ${messageOf(error)}`, {
      path: file,
      cause: error,
    });
  }
  try {
    const { locations, metadata } = readHeader(file, fd);
    const tensors = new Map<string, NamedTensor>();
    const hash = createHash('sha256');
    for (const [name, { dtype, shape, begin, end }] of [...locations].sort(
      (a, b) => a[1].begin - b[1].begin,
    )) {
      if (dtype === 'I64' || dtype === 'I16') {
        throw new PretextError('corrupt-file', `${file}: tensor "${name}" is of type ${dtype}.`, {
          path: file,
          remedy: 'Use an intact copy, or an earlier checkpoint.',
        });
      }
      const buffer = new ArrayBuffer(end - begin);
      const bytes = new Uint8Array(buffer);
      readFully(fd, bytes, begin);
      hash.update(bytes);
      const data =
        dtype === 'F32'
          ? new Float32Array(buffer)
          : dtype === 'I32'
            ? new Int32Array(buffer)
            : bytes;
      tensors.set(name, { dtype, shape, data });
    }
    const expected = metadata['sha256'];
    if (expected !== undefined && hash.digest('hex') !== expected) {
      throw new PretextError('corrupt-file', `${file} has been damaged: wrong checksum.`, {
        path: file,
        remedy: 'Use an intact copy, or an earlier checkpoint.',
      });
    }
    return { tensors, metadata };
  } finally {
    closeSync(fd);
  }
}

/**
 * Fills `target` from a position of the file.
 * @throws {Error} when the file ends before
 */
export function readFully(fd: number, target: Uint8Array, position: number): void {
  let done = 0;
  while (done < target.byteLength) {
    const count = readSync(fd, target, done, target.byteLength - done, position + done);
    if (count === 0) throw new Error(`file ends at byte ${position + done}`);
    done += count;
  }
}
