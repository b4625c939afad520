import { createWriteStream, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { deflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { idxFile } from '../../fixtures/ingest/idx-files.ts';
import { type ImportedForTest, importForTest } from '../../fixtures/ingest/import-folder.ts';
import { asSharp, colourPicture } from '../../fixtures/ingest/pictures.ts';
import { temporaryFolder, writeFiles } from '../../fixtures/ingest/temporary-folder.ts';
import { type RawEntry, rawZip } from '../../fixtures/ingest/zips.ts';

const png: Buffer[] = [];

beforeAll(async () => {
  for (let seed = 0; seed < 24; seed++)
    png.push(await asSharp(colourPicture(seed)).png().toBuffer());
});

function image(seed: number): Buffer {
  return png[seed] ?? Buffer.alloc(0);
}

async function importZip(
  zip: Uint8Array,
  request: Parameters<typeof importForTest>[1] = {},
): Promise<ImportedForTest & { folder: string }> {
  const folder = writeFiles(temporaryFolder(), { 'in/data.zip': zip });
  return { folder, ...(await importForTest(path.join(folder, 'in/data.zip'), request)) };
}

const good = (name: string, seed: number): RawEntry => ({ name, data: image(seed) });

describe('zip archives', () => {
  it('as other programs write them', async () => {
    const zip = new ZipFile();
    zip.addEmptyDirectory('empty');
    zip.addBuffer(image(0), 'cats/1.png');
    zip.addBuffer(image(1), 'dogs/größe.png', { compress: false });
    zip.addBuffer(Buffer.from('x'), '__MACOSX/cats/._1.png');
    zip.addBuffer(Buffer.from('path,label'), 'labels.csv');
    zip.end();
    const file = path.join(temporaryFolder(), 'data.zip');
    await pipeline(zip.outputStream, createWriteStream(file));
    const { result, pixelsOf } = await importForTest(file, { labelsFrom: 'folders' });
    expect(result.samples.map(({ path, label, source }) => [path, label, source])).toEqual([
      ['cats/1.png', 'cats', file],
      ['dogs/größe.png', 'dogs', file],
    ]);
    expect([...pixelsOf('dogs/größe.png')]).toEqual([...colourPicture(1).pixels]);
    expect([result.ignored, result.skipped]).toEqual([2, []]);
  });

  it('with one folder on top give the labels below it', async () => {
    const { result } = await importZip(
      rawZip([good('data/cats/1.png', 0), good('data/dogs/2.png', 1), good('data/3.png', 2)]),
      { labelsFrom: 'folders' },
    );
    expect(result.samples.map(({ path, label }) => [path, label])).toEqual([
      ['data/3.png', null],
      ['data/cats/1.png', 'cats'],
      ['data/dogs/2.png', 'dogs'],
    ]);
    const { result: flat } = await importZip(
      rawZip([good('cats/1.png', 0), good('cats/2.png', 1)]),
      {
        labelsFrom: 'folders',
      },
    );
    expect(flat.samples.map(({ label }) => label)).toEqual(['cats', 'cats']);
  });

  it('in folders are opened in their place', async () => {
    const folder = writeFiles(temporaryFolder(), {
      'cats/more.zip': rawZip([good('1.png', 0)]),
      'all.zip': rawZip([good('dogs/1.png', 1)]),
      'cats/1.png': image(2),
    });
    const { result } = await importForTest(folder, { labelsFrom: 'folders' });
    expect(result.samples.map(({ path, label }) => [path, label])).toEqual([
      ['all.zip/dogs/1.png', 'dogs'],
      ['cats/1.png', 'cats'],
      ['cats/more.zip/1.png', 'cats'],
    ]);
  });

  it('with hostile entries: each is named with its reason, the others arrive, nothing is written', async () => {
    const bomb = deflateRawSync(Buffer.alloc(8 * 1024 * 1024));
    const zip = rawZip([
      good('good/1.png', 0),
      good('../escape.png', 1),
      good('good/../../escape.png', 1),
      good('/etc/absolute.png', 1),
      good('C:\\windows.png', 1),
      good('..\\backslash.png', 1),
      good('nul\0.png', 1),
      { name: 'link.png', data: Buffer.from('/etc/passwd'), mode: 0o120777 },
      { name: 'device.png', data: image(1), mode: 0o020666 },
      { name: 'encrypted.png', data: image(1), flags: 0x801 },
      { name: 'lzma.png', data: image(1), method: 14 },
      good('twice.png', 2),
      good('twice.png', 3),
      good('good/./1.png', 4),
      { name: 'crc.png', data: image(5), crc: 1 },
      { name: 'larger.png', data: image(6), uncompressedSize: image(6).length - 10 },
      { name: 'smaller.png', data: image(7), uncompressedSize: image(7).length + 10 },
      { name: 'stored.png', data: image(8), method: 0, uncompressedSize: 5 },
      { name: 'garbage.png', data: image(9), stored: Buffer.alloc(50, 0xff) },
      { name: 'cut.png', data: image(10), stored: deflateRawSync(image(10)).subarray(0, 500) },
      { name: 'far.png', data: image(11), offset: 0x7fffffff },
      { name: 'nowhere.png', data: image(12), offset: 5 },
      { name: 'beyond.png', data: image(13), compressedSize: 0x7fffffff },
      { name: 'bomb.png', stored: bomb, uncompressedSize: 8 * 1024 * 1024, crc: 0 },
      {
        name: 'sneaky.png',
        data: image(14),
        stored: deflateRawSync(Buffer.concat([image(14), Buffer.alloc(1e6)])),
      },
      { name: 'empty.png', data: Buffer.alloc(0) },
      { name: 'nested.zip', data: rawZip([good('x.png', 15)]) },
      { name: 'train-idx3-ubyte', data: idxFile([1, 28, 28], new Uint8Array(784)) },
      { name: 'text.png', data: Buffer.from('hello') },
      { name: `${'n'.repeat(5000)}.png`, data: image(1) },
      good('good\\2.png', 16),
      { name: Buffer.from([0x81, 0x2e, 0x70, 0x6e, 0x67]), data: image(17), flags: 0 },
      { name: Buffer.from([0xff, 0x2e, 0x70, 0x6e, 0x67]), data: image(18) },
      { name: Buffer.from('naïve.png'), data: image(19), flags: 0 },
    ]);
    const { result, folder, pixelsOf } = await importZip(zip);
    expect(result.samples.map((sample) => sample.path).sort()).toEqual(
      ['good/1.png', 'good/2.png', 'naïve.png', 'twice.png', 'ü.png', '\u00a0.png'].sort(),
    );
    expect([...pixelsOf('twice.png')]).toEqual([...colourPicture(2).pixels]);
    const byPath = Object.fromEntries(result.skipped.map(({ path, code }) => [path, code]));
    expect(byPath).toEqual({
      '../escape.png': 'unsafe-path',
      'good/../../escape.png': 'unsafe-path',
      '/etc/absolute.png': 'unsafe-path',
      'C:\\x5cwindows.png': 'unsafe-path',
      '..\\x5cbackslash.png': 'unsafe-path',
      'nul\\x00.png': 'unsafe-path',
      'link.png': 'symlink',
      'device.png': 'special-file',
      'encrypted.png': 'encrypted',
      'lzma.png': 'unsupported',
      'twice.png': 'duplicate-name',
      'good/1.png': 'duplicate-name',
      'crc.png': 'corrupt',
      'larger.png': 'corrupt',
      'smaller.png': 'corrupt',
      'stored.png': 'corrupt',
      'garbage.png': 'corrupt',
      'cut.png': 'truncated',
      'far.png': 'corrupt',
      'nowhere.png': 'corrupt',
      'beyond.png': 'corrupt',
      'bomb.png': 'not-an-image',
      'sneaky.png': 'corrupt',
      'empty.png': 'empty',
      'nested.zip': 'unsupported',
      'train-idx3-ubyte': 'unsupported',
      'text.png': 'not-an-image',
      [`${'n'.repeat(300)}…`]: 'unsafe-path',
    });
    for (const { path: name, reason } of result.skipped) expect(reason).toContain(name);
    expect(readdirSync(folder)).toEqual(['in']);
    expect(readdirSync(path.join(folder, 'in'))).toEqual(['data.zip']);
  });

  it('that share data between entries give duplicates, counted each time', async () => {
    const zip = rawZip([good('a.png', 0), { ...good('b.png', 0), offset: 0 }, good('c.png', 1)]);
    const { result } = await importZip(zip);
    expect(result.samples.map((sample) => sample.path)).toEqual(['a.png', 'c.png']);
    expect(result.duplicates).toMatchObject([{ path: 'b.png', of: 'a.png' }]);
  });

  it('that unpack to too much, by actual bytes', async () => {
    const entries = Array.from({ length: 400 }, (_, index) => good(`${1000 + index}.png`, 0));
    const { result } = await importZip(rawZip(entries), {
      limits: { maxArchiveBytes: image(0).length * 30 },
    });
    expect(result.duplicates.length).toBeGreaterThan(28);
    expect(result.skipped.length).toBeGreaterThan(50);
    expect(1 + result.duplicates.length + result.skipped.length).toBe(400);
    expect(new Set(result.skipped.map(({ code }) => code))).toEqual(new Set(['oversized']));
    const { result: entry } = await importZip(
      rawZip([good('a.png', 0), { name: 'large.png', data: Buffer.concat([image(1), image(1)]) }]),
      { limits: { maxEntryBytes: image(1).length * 1.5 } },
    );
    expect(entry.skipped).toHaveLength(1);
    expect(entry.skipped[0]?.reason).toContain('when unpacked');
  });

  it('that are damaged, cut off, or none', async () => {
    const zip = rawZip([good('a.png', 0), good('b.png', 1), good('c.png', 2)]);
    const broken = Buffer.from(zip);
    broken.writeUInt32LE(0, zip.lastIndexOf('c.png') - 46); // the third entry of the directory
    const folder = writeFiles(temporaryFolder(), {
      'cut.zip': zip.subarray(0, zip.length - 30),
      'empty.zip': '',
      'text.zip': 'hello',
      'directory.zip': broken,
      'more.zip': rawZip([good('d.png', 3), good('e.png', 4)], 1),
      'many.zip': rawZip([good('f.png', 5)], 60_000),
      'none.zip': rawZip([]),
    });
    const { result } = await importForTest(folder, { limits: { maxArchiveEntries: 50_000 } });
    expect(result.samples.map((sample) => sample.path)).toEqual([
      'directory.zip/a.png',
      'directory.zip/b.png',
      'more.zip/d.png',
    ]);
    const codes = Object.fromEntries(result.skipped.map(({ path, code }) => [path, code]));
    expect(codes).toEqual({
      'cut.zip': 'corrupt',
      'empty.zip': 'empty',
      'text.zip': 'corrupt',
      'directory.zip': 'corrupt',
      'more.zip': 'corrupt',
      'many.zip': 'oversized',
    });
    expect(result.skipped.map(({ reason }) => reason).join('\n')).toContain(
      'more.zip is a damaged zip archive: its directory breaks off after 1 entries (it holds more entries than it declares).',
    );
  });

  it('with tens of thousands of entries are listed without blocking', async () => {
    const entries: RawEntry[] = Array.from({ length: 30_000 }, (_, index) => ({
      name: `notes/${index}.txt`,
      data: Buffer.from('x'),
      method: 0,
    }));
    const zip = rawZip([...entries, good('a.png', 0)]);
    const file = path.join(temporaryFolder(), 'data.zip');
    writeFileSync(file, zip);
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const { result } = await importForTest(file);
    clearInterval(timer);
    expect([result.samples.length, result.ignored]).toEqual([1, 30_000]);
    expect(longest).toBeLessThan(250); // 50 ms on an idle machine; this one may be busy
    expect(readFileSync(file).length).toBe(zip.length);
  });
});
