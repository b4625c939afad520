import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { writeFileAtomic } from '../../../main/files/atomic-write.ts';
import { PackReader, PackWriter } from '../../../main/files/packed-samples.ts';
import {
  type NamedTensor,
  readSafetensors,
  writeSafetensors,
} from '../../../main/files/safetensors.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
});
const file = (): string => path.join(dir, 'x.safetensors');

const tensors = new Map<string, NamedTensor>([
  ['a', { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, -2.5, 3, 4) }],
  ['b', { dtype: 'I32', shape: [3], data: Int32Array.of(7, 8, -9) }],
  ['c', { dtype: 'U8', shape: [2], data: Uint8Array.of(1, 255) }],
]);

function withHeader(header: string, dataBytes: number): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(dataBytes)]);
}

function flipLastBit(bytes: Buffer): Buffer {
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  return bytes;
}

function claimLongHeader(bytes: Buffer): Buffer {
  bytes.writeBigUInt64LE(2n ** 40n);
  return bytes;
}

test('tensors and metadata come back as they were', () => {
  writeSafetensors(file(), tensors, { step: '12' });
  const read = readSafetensors(file());
  expect(read.metadata['step']).toBe('12');
  for (const [name, tensor] of tensors) expect(read.tensors.get(name)).toEqual(tensor);
});

test('a typed array that is a view of a larger one is written in its own length', () => {
  const view = Float32Array.of(0, 1, 2, 3).subarray(1, 3);
  writeSafetensors(file(), new Map([['v', { dtype: 'F32', shape: [2], data: view }]]));
  expect(readSafetensors(file()).tensors.get('v')?.data).toEqual(Float32Array.of(1, 2));
});

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 3)],
  ['one bit flipped', flipLastBit],
  ['empty', () => Buffer.alloc(0)],
  ['header longer than the file', claimLongHeader],
  ['header no JSON', () => withHeader('{"a": ', 0)],
  [
    'offsets outside',
    () => withHeader('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}', 4),
  ],
  [
    'shape and size at odds',
    () => withHeader('{"a":{"dtype":"F32","shape":[9],"data_offsets":[0,8]}}', 8),
  ],
  [
    'negative shape',
    () => withHeader('{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}', 8),
  ],
  [
    'overlap',
    () =>
      withHeader(
        '{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}',
        6,
      ),
  ],
  ['a gap', () => withHeader('{"a":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}', 6)],
  ['unknown type', () => withHeader('{"a":{"dtype":"X9","shape":[4],"data_offsets":[0,4]}}', 4)],
])('a damaged file is refused by name: %s', (_, damage) => {
  writeSafetensors(file(), tensors);
  writeFileSync(file(), damage(readFileSync(file())));
  expect(() => readSafetensors(file())).toThrow(
    expect.objectContaining({ code: 'corrupt-file', path: file() }),
  );
});

test('an atomic write replaces the file whole and leaves nothing beside it', () => {
  const target = path.join(dir, 'deep', 'note.txt');
  writeFileAtomic(target, 'first');
  writeFileAtomic(target, 'second');
  expect(readFileSync(target, 'utf8')).toBe('second');
  expect(readdirSync(path.dirname(target))).toEqual(['note.txt']);
});

test('a failed write keeps the file that was there', () => {
  const target = path.join(dir, 'note.txt');
  writeFileAtomic(target, 'first');
  const broken = { byteLength: 5 } as unknown as Uint8Array;
  expect(() => writeFileAtomic(target, [broken])).toThrow();
  expect(readFileSync(target, 'utf8')).toBe('first');
  expect(readdirSync(dir)).toEqual(['note.txt']);
});

test('packed images are read row by row as they were written', async () => {
  const shape = { height: 2, width: 2, channels: 1 } as const;
  const writer = new PackWriter(file(), { kind: 'images', ...shape });
  expect(writer.append(Uint8Array.of(1, 2, 3, 4))).toBe(0);
  expect(writer.append(Uint8Array.of(5, 6, 7, 8))).toBe(1);
  expect(readdirSync(dir)).not.toContain('x.safetensors');
  expect(await writer.finish()).toBe(2);
  const reader = new PackReader(file());
  const pixels = new Uint8Array(8);
  reader.readInto(1, pixels, 4);
  expect([...pixels]).toEqual([0, 0, 0, 0, 5, 6, 7, 8]);
  expect(() => reader.readInto(2, pixels, 0)).toThrow(RangeError);
  reader.close();
});

test('an import that is given up leaves no file', () => {
  const writer = new PackWriter(file(), { kind: 'images', height: 1, width: 1, channels: 3 });
  writer.append(Uint8Array.of(1, 2, 3));
  writer.abort();
  expect(readdirSync(dir)).toEqual([]);
});
