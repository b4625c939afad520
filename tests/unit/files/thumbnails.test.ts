import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { beforeEach, expect, test } from 'vitest';
import { encodePng } from '../../../main/files/encode-png.ts';
import { ThumbnailReader, ThumbnailWriter } from '../../../main/files/thumbnails.ts';

let file = '';
beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'pretext-test-')), 'import-0001.thumbnails');
});

const thumbnails = [Buffer.from('one'), Buffer.from('the second'), Buffer.from('3')];

async function write(): Promise<void> {
  const writer = new ThumbnailWriter(file);
  thumbnails.forEach((thumbnail, row) => void expect(writer.append(thumbnail)).toBe(row));
  expect(readdirSync(path.dirname(file))).not.toContain(path.basename(file));
  expect(await writer.finish()).toBe(thumbnails.length);
}

/** Offsets are the last four numbers of the file: 0, 3, 13, 14. */
function withOffset(index: number, value: bigint): Buffer {
  const bytes = readFileSync(file);
  bytes.writeBigInt64LE(value, bytes.length - (thumbnails.length + 1 - index) * 8);
  return bytes;
}

test('thumbnails come back by row, in any order', async () => {
  await write();
  const reader = new ThumbnailReader(file);
  expect(reader.count).toBe(3);
  for (const row of [2, 0, 1, 0]) expect(reader.read(row)).toEqual(thumbnails[row]);
  for (const row of [-1, 3, 0.5]) expect(() => reader.read(row)).toThrow(RangeError);
  reader.close();
});

test('nothing is left of a file that is given up; an empty or a huge thumbnail is refused', () => {
  const writer = new ThumbnailWriter(file);
  writer.append(Buffer.from('half'));
  expect(() => writer.append(new Uint8Array(0))).toThrow('0 bytes');
  expect(() => writer.append(new Uint8Array(9 * 1024 * 1024))).toThrow('bytes');
  writer.abort();
  expect(readdirSync(path.dirname(file))).toEqual([]);
});

test.each([
  ['that run backwards', 0, 5n],
  ['beyond the end', 1, 1n << 40n],
  ['that are negative', 0, -8n],
  ['of an empty thumbnail', 1, 0n],
])('damaged offsets %s cost the one thumbnail', async (_, index, value) => {
  await write();
  writeFileSync(file, withOffset(index, value));
  const reader = new ThumbnailReader(file);
  const damaged = expect.objectContaining({ code: 'corrupt-file', path: file });
  expect(() => reader.read(0)).toThrow(damaged);
  expect(reader.read(2)).toEqual(thumbnails[2]);
  reader.close();
});

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, -5)],
  ['cut off in the header', (bytes: Buffer) => bytes.subarray(0, 40)],
  ['empty', () => Buffer.alloc(0)],
  [
    'of another kind',
    (bytes: Buffer) =>
      Buffer.from(bytes.toString('latin1').replace('offsets', 'offsetz'), 'latin1'),
  ],
  ['never finished', (bytes: Buffer) => Buffer.concat([Buffer.alloc(256), bytes.subarray(256)])],
])('a file that is %s is refused by name', async (_, damage) => {
  await write();
  writeFileSync(file, damage(readFileSync(file)));
  expect(() => new ThumbnailReader(file)).toThrow(
    expect.objectContaining({ code: 'corrupt-file', path: file }),
  );
});

test('a file that is not there is not found', () => {
  expect(() => new ThumbnailReader(file)).toThrow(expect.objectContaining({ code: 'not-found' }));
});

test.each([1, 3] as const)('PNG of %i channels holds the very pixels', async (channels) => {
  const [width, height] = [7, 5];
  const pixels = Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 37) % 256);
  const { data, info } = await sharp(encodePng(pixels, { width, height, channels }))
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width, height, channels });
  expect([...data]).toEqual([...pixels]);
});
