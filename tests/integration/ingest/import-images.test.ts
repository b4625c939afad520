import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { PackReader } from '../../../main/files/packed-samples.ts';
import type { ImportProgress } from '../../../main/ingest/types.ts';
import { importForTest } from '../../fixtures/ingest/import-folder.ts';
import { asSharp, colourPicture, greyPicture } from '../../fixtures/ingest/pictures.ts';
import { temporaryFolder, writeFiles } from '../../fixtures/ingest/temporary-folder.ts';
import { squares } from '../../support/image-source.ts';

const images: Record<string, Buffer> = {};

beforeAll(async () => {
  for (let seed = 0; seed < 150; seed++) {
    images[`${String(seed).padStart(3, '0')}.png`] = await asSharp(greyPicture(seed))
      .png()
      .toBuffer();
  }
});

function some(count: number): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(images).slice(0, count));
}

describe('importImages', () => {
  it('gives the same result in the same order every time, whatever the number of workers', async () => {
    const folder = writeFiles(temporaryFolder(), images);
    const runs = [];
    for (const workers of [1, 3]) runs.push(await importForTest(folder, { workers }));
    const [first, second] = runs;
    expect(second?.result).toEqual(first?.result);
    const reader = new PackReader(first?.packFile ?? '');
    expect([reader.count, reader.spec]).toEqual([150, squares(32)]);
    reader.close();
    expect(
      Buffer.compare(first?.pixelsOf('149.png') ?? Buffer.alloc(0), greyPicture(149).pixels),
    ).toBe(0);
    expect(first?.result.samples[149]).toMatchObject({
      row: 149,
      width: 32,
      height: 32,
      label: null,
    });
  });

  it('takes RGB files without colour for grey', async () => {
    const rgb = await asSharp(greyPicture(1)).toColourspace('srgb').jpeg().toBuffer();
    const folder = writeFiles(temporaryFolder(), { ...some(2), 'rgb.jpg': rgb });
    expect((await importForTest(folder)).result.preprocessing.channels).toBe(1);
  });

  it('starts again in colour when a coloured image comes late', async () => {
    const folder = temporaryFolder();
    // The sample looks at 64 of the files that may be coloured; these are more, and only one is.
    for (const [name, seed] of Object.keys(images).map((name, seed) => [name, seed] as const)) {
      const file = await asSharp(greyPicture(seed)).toColourspace('srgb').png().toBuffer();
      writeFiles(folder, { [name]: file });
    }
    writeFiles(folder, { '100.png': await asSharp(colourPicture(1)).png().toBuffer() });
    const { result, pixelsOf } = await importForTest(folder);
    expect(result.preprocessing.channels).toBe(3);
    expect(result.samples).toHaveLength(150);
    expect(result.summary.notes).toEqual({ grey: 149 });
    expect(Buffer.compare(pixelsOf('100.png'), colourPicture(1).pixels)).toBe(0);
  });

  it('imports exact duplicates once and lists the others with their labels', async () => {
    const [a, b] = Object.values(images);
    if (a === undefined || b === undefined) throw new Error('no images');
    const folder = writeFiles(temporaryFolder(), {
      'x/2.png': a,
      'y/1.png': a,
      'x/1.png': a,
      'y/3.png': b,
    });
    const { result } = await importForTest(folder, { labelsFrom: 'folders' });
    expect(result.samples.map((sample) => sample.path)).toEqual(['x/1.png', 'y/3.png']);
    expect(result.duplicates.map(({ path, of, label }) => [path, of, label])).toEqual([
      ['x/2.png', 'x/1.png', 'x'],
      ['y/1.png', 'x/1.png', 'y'],
    ]);
    const known = new Map(result.samples.map(({ sha256, path }) => [sha256, `before/${path}`]));
    const { result: again, packFile } = await importForTest(folder, { knownHashes: known });
    expect([again.samples.length, again.duplicates.length]).toEqual([0, 4]);
    expect(again.duplicates[0]).toMatchObject({ path: 'x/1.png', of: 'before/x/1.png' });
    expect(existsSync(packFile)).toBe(false);
  });

  it('drops duplicates of a file that cannot be decoded', async () => {
    const png = await sharp(colourPicture(1, 200, 200).pixels, {
      raw: { width: 200, height: 200, channels: 3 },
    })
      .png()
      .toBuffer();
    const cut = png.subarray(0, png.length / 2);
    const folder = writeFiles(temporaryFolder(), {
      ...some(1),
      'bad-1.png': cut,
      'bad-2.png': cut,
    });
    const { result } = await importForTest(folder);
    expect(result.samples).toHaveLength(1);
    expect(result.duplicates).toEqual([]);
    expect(result.skipped.map(({ path, code }) => [path, code])).toEqual([
      ['bad-1.png', 'truncated'],
      ['bad-2.png', 'truncated'],
    ]);
  });

  it('groups near duplicates', async () => {
    const picture = asSharp(colourPicture(3, 200, 200));
    const folder = writeFiles(temporaryFolder(), {
      'a.png': await picture.clone().png().toBuffer(),
      'a-small.jpg': await picture.clone().resize(150).jpeg({ quality: 85 }).toBuffer(),
      'b.png': await asSharp(colourPicture(4, 200, 200))
        .png()
        .toBuffer(),
    });
    const { result } = await importForTest(folder);
    expect(result.nearDuplicates).toEqual([['a-small.jpg', 'a.png']]);
  });

  it('reports progress, not too often, each phase to its end', async () => {
    const reports: ImportProgress[] = [];
    const folder = writeFiles(temporaryFolder(), images);
    const start = performance.now();
    await importForTest(folder, { onProgress: (report) => reports.push(report) });
    const seconds = (performance.now() - start) / 1000;
    expect(reports.length).toBeLessThanOrEqual(10 * seconds + 5);
    for (const phase of ['scan', 'probe', 'decode'] as const) {
      expect(reports.filter((report) => report.phase === phase).at(-1)).toEqual({
        phase,
        done: 150,
        total: 150,
      });
    }
  });

  it.each(['scan', 'probe', 'decode'] as const)('can be cancelled during %s', async (phase) => {
    const folder = writeFiles(temporaryFolder(), images);
    const out = temporaryFolder();
    const controller = new AbortController();
    const importing = importForTest(folder, {
      packFile: path.join(out, 'pack'),
      signal: controller.signal,
      onProgress: (report) => {
        if (report.phase === phase) controller.abort();
      },
    });
    await expect(importing).rejects.toMatchObject({ name: 'PretextError', code: 'cancelled' });
    expect(readdirSync(out)).toEqual([]);
  });

  it('does nothing when it is cancelled before', async () => {
    const importing = importForTest('/nowhere', { signal: AbortSignal.abort() });
    await expect(importing).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('refuses inputs that do not exist, and says so when nothing is usable', async () => {
    const folder = writeFiles(temporaryFolder(), { 'a.txt': 'x', 'b.png': 'no', 'c.gif': '' });
    const missing = importForTest([folder, path.join(folder, 'none')]);
    await expect(missing).rejects.toMatchObject({
      code: 'not-found',
      path: path.join(folder, 'none'),
    });
    const nothing = importForTest(folder);
    await expect(nothing).rejects.toMatchObject({ code: 'no-data' });
    await expect(nothing).rejects.toThrow(/b\.png is not a PNG image.*\n.*c\.gif is empty/);
    await expect(importForTest([])).rejects.toMatchObject({ code: 'no-data' });
    const named = importForTest(path.join(folder, 'a.txt'));
    await expect(named).rejects.toThrow('a.txt is not an image: it begins with text');
  });

  it('refuses settings that make no sense and a pack that is a folder', async () => {
    const folder = writeFiles(temporaryFolder(), some(1));
    const bad = { code: 'bad-usage' };
    await expect(importForTest(folder, { preprocessing: { size: 0 } })).rejects.toMatchObject(bad);
    await expect(importForTest(folder, { packFile: folder })).rejects.toMatchObject(bad);
  });
});
