import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { onlyTable } from '../../../main/app/data-kinds/only-table.ts';
import { recognizedKind } from '../../../main/app/data-kinds/registry.ts';
import { zipEntryBytes } from '../../../main/ingest/decoder/zip-entry-bytes.ts';
import { importTable } from '../../../main/ingest/tables/import-table.ts';
import { fixture } from '../../fixtures/ingest/tables/read-table.ts';
import { type RawEntry, rawZip } from '../../fixtures/ingest/zips.ts';
import { watchedDecoders } from '../../support/watched-decoders.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const decoders = watchedDecoders();
const wine = fixture('wine.csv');

function zipOf(name: string, ...entries: RawEntry[]): string {
  const at = path.join(dir, name);
  writeFileSync(at, rawZip(entries));
  return at;
}

async function imported(zip: string) {
  return await importTable({
    table: await onlyTable([zip]),
    packFile: `${zip}.safetensors`,
    thumbnailFile: `${zip}.thumbnails`,
    preprocessing: null,
    labelsFromColumn: false,
    spawnDecoder: decoders.spawnDecoder,
  });
}

test.each([
  ['wine.csv', wine, 178],
  ['values.xlsx', fixture('values.xlsx'), 40],
  ['values.parquet', fixture('values-zstd.parquet'), 40],
])(
  '%s is read where it is packed, and its rows are called as if it was not',
  async (name, data, rows) => {
    const folder = `data of/${name}`;
    for (const method of [0, 8]) {
      const zip = zipOf(`${name} ${method}.zip`, { name: folder, data, method });
      expect(await recognizedKind([zip], decoders.spawnDecoder)).toBe('tables');
      const { samples } = await imported(zip);
      expect(samples).toHaveLength(rows);
      expect(samples[0]?.path).toMatch(`${name}, row `);
      expect(samples[0]?.source).toBe(zip);
    }
  },
);

test('a table of texts in a zip is texts, whatever says beside it what they are', async () => {
  const rows = Array.from({ length: 60 }, (_, i) =>
    [`They came ${i * 7} times and the ${i}th time they said nothing of it at all`, i % 2].join(),
  );
  const readme = { name: 'README.md', data: Buffer.from('Remarks of people.\n'.repeat(40)) };
  const table = { name: 'remarks.csv', data: Buffer.from(['remark,answer', ...rows].join('\n')) };
  expect(await recognizedKind([zipOf('remarks.zip', readme, table)])).toBe('text');
});

const cut = deflateRawSync(wine).subarray(0, 2000);
/** Zeros that unpack to a thousand times as many. */
const zeros = deflateRawSync(Buffer.alloc(300 * 1024 * 1024));

test.each<[string, RawEntry, RegExp]>([
  ['is cut off', { name: 'a.csv', data: wine, stored: cut }, /^a\.csv in .*\.zip is cut off: /],
  [
    'is damaged',
    { name: 'a.csv', data: wine, crc: 17 },
    /a\.csv in .* checksum in the zip does not/,
  ],
  [
    'is longer than it says',
    { name: 'a.csv', data: wine, uncompressedSize: 3000 },
    /a\.csv in .* says that it has 3,000 bytes, but it has more/,
  ],
  [
    'is shorter than it says',
    { name: 'a.csv', data: wine, uncompressedSize: 1e6 },
    /a\.csv in .* says that it has 1,000,000 bytes, but it has \d+,/,
  ],
  ['is empty', { name: 'a.csv', data: Buffer.alloc(0) }, /a\.csv in .*\.zip is empty/],
  ['is encrypted', { name: 'a.csv', data: wine, flags: 0x801 }, /^a\.csv is encrypted; unpack it/],
  [
    'is a bomb',
    { name: 'a.csv', stored: zeros, uncompressedSize: 300 * 1024 * 1024, crc: 0 },
    /a\.csv in .*\.zip /,
  ],
  [
    'is a workbook too large for memory',
    { name: 'a.xlsx', stored: zeros, uncompressedSize: 300 * 1024 * 1024, crc: 0 },
    /a\.xlsx in .*\.zip /,
  ],
])(
  'a table in a zip that %s is refused by name, and takes little memory',
  async (what, entry, why) => {
    decoders.mostMemory = 0;
    const zip = zipOf(`${what}.zip`, entry);
    await expect(imported(zip)).rejects.toMatchObject({
      code: 'no-data',
      message: expect.stringMatching(why) as string,
      path: zip,
    });
    expect(existsSync(`${zip}.safetensors`)).toBe(false);
    expect(decoders.mostMemory).toBeLessThan(350);
  },
);

test('a table is found alone in a zip64, and beside copies that notebooks keep', async () => {
  const copy = { name: '.ipynb_checkpoints/wine-checkpoint.csv', data: wine };
  const checkpoints = zipOf('checkpoints.zip', { name: 'wine.csv', data: wine }, copy);
  const zip64 = path.join(dir, 'zip64.zip');
  // The workbook is stored: its own directory must not be taken for that of the zip.
  const entry = { name: 'values.xlsx', data: fixture('values.xlsx'), method: 0 };
  for (const says of [undefined, 0xffffffff]) {
    writeFileSync(zip64, asZip64(rawZip([entry]), says));
    expect(await onlyTable([zip64])).toMatchObject({ entry: { name: 'values.xlsx' } });
  }
  expect(await onlyTable([checkpoints])).toMatchObject({ entry: { name: 'wine.csv' } });
  const folder = path.join(dir, 'folder');
  mkdirSync(path.join(folder, '.ipynb_checkpoints'), { recursive: true });
  for (const name of ['wine.csv', copy.name]) writeFileSync(path.join(folder, name), wine);
  expect(await onlyTable([folder])).toEqual({ file: path.join(folder, 'wine.csv') });
});

/** With the two further ends that a zip64 has. @param says how long the directory is, by the old end; the truth when left out */
function asZip64(zip: Buffer, says?: number): Buffer {
  const at = zip.length - 22;
  const [ends, end] = [Buffer.alloc(76), Buffer.from(zip.subarray(at))];
  const bytes = end.readUInt32LE(12);
  ends.write('PK\u0006\u0006', 0, 'latin1');
  ends.writeBigUInt64LE(44n, 4);
  for (const count of [24, 32]) ends.writeBigUInt64LE(1n, count);
  ends.writeBigUInt64LE(BigInt(bytes), 40);
  ends.writeBigUInt64LE(BigInt(end.readUInt32LE(16)), 48);
  ends.write('PK\u0006\u0007', 56, 'latin1');
  ends.writeBigUInt64LE(BigInt(at), 64);
  ends.writeUInt32LE(1, 72);
  end.writeUInt32LE(says ?? bytes, 12);
  return Buffer.concat([zip.subarray(0, at), ends, end]);
}

test.each<[string, () => string, string, RegExp]>([
  [
    'a zip that is cut off',
    () => {
      const zip = path.join(dir, 'half.zip');
      writeFileSync(zip, rawZip([{ name: 'wine.csv', data: wine }]).subarray(0, 3000));
      return zip;
    },
    'no-data',
    /^half\.zip is a damaged zip archive/,
  ],
  [
    'a zip of more entries than it declares',
    () => {
      const zip = path.join(dir, 'more.zip');
      const readme = { name: 'README', data: Buffer.from('Wines.') };
      writeFileSync(zip, rawZip([{ name: 'wine.csv', data: wine }, readme], 1));
      return zip;
    },
    'no-data',
    /^more\.zip is a damaged zip archive: .* more entries than it declares/,
  ],
  ['a zip that is not there', () => path.join(dir, 'gone.zip'), 'not-found', /gone\.zip does not/],
  [
    'a table that cannot be read beside something else that cannot',
    () => {
      const link = { name: 'README.md', data: Buffer.from('docs'), mode: 0o120777 };
      return zipOf('two-reasons.zip', link, { name: 'wine.csv', data: wine, flags: 0x801 });
    },
    'no-data',
    /^wine\.csv is encrypted/,
  ],
  [
    'several tables with letters of other languages',
    () => zipOf('names.zip', { name: 'données.csv', data: wine }, { name: '数据.csv', data: wine }),
    'bad-usage',
    /one is read at a time: données\.csv, 数据\.csv\.$/,
  ],
  [
    'a Parquet file that is too large for memory',
    () => {
      const data = Buffer.alloc(100_000, 'PAR1');
      return zipOf('large.zip', { name: 'a.parquet', data, uncompressedSize: 300 * 1024 * 1024 });
    },
    'no-data',
    /^a\.parquet in large\.zip is too large to be read in the zip: 300 MiB.*; unpack it\.$/,
  ],
])('of %s it is said what is wrong', async (_, make, code, why) => {
  await expect(imported(make())).rejects.toMatchObject({
    code,
    message: expect.stringMatching(why) as string,
  });
});

test('who stops reading an entry early leaves nothing open and nothing that fails later', async () => {
  const data = Buffer.alloc(8 * 1024 * 1024, 'row,of,a,table\n');
  const { entry } = await onlyTable([zipOf('long.zip', { name: 'long.csv', data })]);
  if (entry === undefined) throw new Error('it is in a zip');
  for (let i = 0; i < 20; i++) {
    for await (const portion of zipEntryBytes(entry.location)) {
      expect(portion.subarray(0, 15).toString()).toBe('row,of,a,table\n');
      break;
    }
  }
  let bytes = 0;
  for await (const portion of zipEntryBytes(entry.location)) bytes += portion.length;
  expect(bytes).toBe(data.length);
});
