import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PackReader } from '../../../main/files/packed-samples.ts';
import { decodeSampleText } from '../../../main/files/sample-text.ts';
import { ThumbnailReader } from '../../../main/files/thumbnails.ts';
import { skippedCount } from '../../../main/ingest/skipped-count.ts';
import { importTable, type TableImportRequest } from '../../../main/ingest/tables/import-table.ts';
import { fixture } from '../../fixtures/ingest/tables/read-table.ts';

const header = 'alcohol,colour,ash,class';
const row = (i: number): string =>
  `${(11 + (i * 37) / 101).toFixed(3)},${['red', 'white', 'rosé'][i % 3]},${(2 + (i % 17) / 9).toFixed(4)},${'ABC'[i % 3]}`;

function write(lines: readonly string[], name = 'wine.csv'): TableImportRequest {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  const file = path.join(dir, name);
  writeFileSync(file, lines.join('\n'));
  return {
    table: { file },
    packFile: path.join(dir, 'import.safetensors'),
    thumbnailFile: path.join(dir, 'import.thumbnails'),
    preprocessing: null,
    labelsFromColumn: false,
  };
}

const rows = Array.from({ length: 150 }, (_, i) => row(i));

test('a table becomes samples, a row each, with its columns as features and to be read', async () => {
  const request = write([header, ...rows]);
  const progress: number[] = [];
  const result = await importTable({
    ...request,
    labelsFromColumn: true,
    onProgress: ({ done }) => progress.push(done),
  });
  expect(result.samples).toHaveLength(150);
  expect(progress.at(-1)).toBe(150);
  expect(result.label).toBe('class');
  expect(result.samples[4]).toMatchObject({ path: 'wine.csv, row 6', row: 4, label: 'B' });
  expect(result.preprocessing.columns.map(({ name, type }) => [name, type])).toEqual([
    ['alcohol', 'number'],
    ['colour', 'category'],
    ['ash', 'number'],
  ]);
  const pack = new PackReader(request.packFile);
  expect([pack.count, pack.spec]).toEqual([150, { kind: 'tables', groups: [1, 4, 1] }]);
  const bytes = new Uint8Array(24);
  let [sum, squares] = [0, 0];
  for (let i = 0; i < 150; i++) {
    pack.readInto(i, bytes, 0);
    const [alcohol = Number.NaN, ...others] = new Float32Array(bytes.buffer);
    sum += alcohol;
    squares += alcohol * alcohol;
    // One of the three colours, and none that is unknown.
    expect(others.slice(0, 4).toSorted()).toEqual([0, 0, 0, 1]);
    expect(others[3]).toBe(0);
  }
  pack.close();
  // Standardized over what was imported.
  expect(sum / 150).toBeCloseTo(0, 4);
  expect(squares / 150).toBeCloseTo(1, 3);
  const texts = new ThumbnailReader(request.thumbnailFile);
  const text = decodeSampleText(texts.read(4), request.thumbnailFile);
  texts.close();
  expect(text).toEqual({
    columns: [
      ['alcohol', '12.465'],
      ['colour', 'white'],
      ['ash', '2.4444'],
    ],
  });
});

test('rows that make no sense and copies are listed, and the rest is there', async () => {
  const request = write([header, ...rows.slice(0, 60), '1,2', rows[3] ?? '', ...rows.slice(60)]);
  const result = await importTable(request);
  expect(result.samples).toHaveLength(150);
  expect(result.skipped).toMatchObject([{ path: 'wine.csv, row 62', code: 'bad-row' }]);
  expect(result.skipped[0]?.reason).toContain('wine.csv: ');
  expect(result.duplicates).toMatchObject([{ path: 'wine.csv, row 63', of: 'wine.csv, row 5' }]);
});

test('of a hundred bad rows and more the first hundred are named, and the others counted', async () => {
  const ragged = Array.from({ length: 750 }, () => '1,2');
  const result = await importTable(
    write([header, ...rows, ...ragged, ...rows.map((each) => `${each}x`)]),
  );
  expect(result.samples).toHaveLength(300);
  expect(result.skipped).toHaveLength(101);
  expect(result.skipped.at(-1)).toMatchObject({
    path: 'wine.csv, further rows',
    reason: 'wine.csv, further rows are left out: 650 more.',
    standsFor: 650,
  });
  expect(skippedCount(result.skipped)).toBe(750);
});

test('rows that differ by next to nothing are groups', async () => {
  const [names = '', ...wine] = fixture('wine.csv').toString().trimEnd().split('\n');
  const nearly = wine.map((line) =>
    line.replace(/^[\d.]+/, (alcohol) => `${Number(alcohol) + 0.001}`),
  );
  const result = await importTable(write([names, ...wine, ...nearly]));
  expect(result.samples).toHaveLength(356);
  // A few are rounded to other digits.
  expect(result.nearDuplicates.length).toBeGreaterThan(170);
  expect(result.nearDuplicates[3]).toEqual(['wine.csv, row 5', 'wine.csv, row 183']);
});

test('a second table is prepared as the first was; one without its columns is refused by name', async () => {
  const first = await importTable(write([header, ...rows]));
  const later = write(['ash,colour,alcohol,more', '2.5,blue,13,x', '2.6,red,12,y'], 'later.csv');
  const second = await importTable({ ...later, preprocessing: first.preprocessing });
  expect(second.preprocessing).toEqual(first.preprocessing);
  const pack = new PackReader(later.packFile);
  const bytes = new Uint8Array(24);
  pack.readInto(0, bytes, 0);
  pack.close();
  // Blue is a colour that the first table had not.
  expect(Array.from(new Float32Array(bytes.buffer)).slice(1, 5)).toEqual([0, 0, 0, 1]);
  const lacking = write(['ash,colour', '2.5,red', '2.6,red'], 'short.csv');
  await expect(
    importTable({ ...lacking, preprocessing: first.preprocessing }),
  ).rejects.toMatchObject({
    code: 'no-data',
    message: expect.stringContaining('short.csv lacks the column "alcohol"') as string,
  });
  expect(existsSync(lacking.packFile)).toBe(false);
});

test.each([
  ['an empty file', '', 'empty.csv', /is empty/],
  ['what is no table', '\u0089PNG\r\n\u001a\n'.repeat(99), 'picture.csv', /picture\.csv /],
  ['a header alone', header, 'header.csv', /header\.csv /],
])('%s is refused by name', async (_, content, name, why) => {
  const request = write([content], name);
  await expect(importTable(request)).rejects.toMatchObject({
    code: 'no-data',
    message: expect.stringMatching(why) as string,
    path: request.table.file,
  });
  expect(existsSync(request.packFile)).toBe(false);
  expect(existsSync(request.thumbnailFile)).toBe(false);
});

test('a file that is not there, and a folder, are refused before anything starts', async () => {
  const request = write([header]);
  await expect(
    importTable({ ...request, table: { file: `${request.table.file}.gone` } }),
  ).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(
    importTable({ ...request, table: { file: path.dirname(request.table.file) } }),
  ).rejects.toMatchObject({ code: 'bad-usage' });
});

test('it can be cancelled, and leaves nothing', async () => {
  const request = write([header, ...Array.from({ length: 60_000 }, (_, i) => row(i))]);
  const stop = new AbortController();
  const importing = importTable({
    ...request,
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  await expect(importing).rejects.toMatchObject({ code: 'cancelled' });
  expect(existsSync(request.packFile)).toBe(false);
});
