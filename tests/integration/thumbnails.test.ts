import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { beforeEach, expect, test } from 'vitest';
import { type ImportChoices, importData } from '../../main/app/import-data.ts';
import { imagesOnly } from '../../main/app/preprocessing/preprocessing.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { thumbnailOf } from '../../main/app/thumbnail.ts';
import { meanDifference } from '../fixtures/ingest/import-folder.ts';
import { asSharp, colourPicture, greyPicture } from '../fixtures/ingest/pictures.ts';
import { temporaryFolder, writeFiles } from '../fixtures/ingest/temporary-folder.ts';

const services = { reporter: silentReporter, signal: new AbortController().signal };
const choices: ImportChoices = {
  preprocessing: { background: [10, 200, 30] },
  labelsFrom: null,
  split: 'train',
};

let project: Project;
beforeEach(() => {
  project = Project.create(path.join(temporaryFolder(), 'album'));
});

async function importFiles(files: Record<string, Uint8Array | string>): Promise<void> {
  await importData(project, [writeFiles(temporaryFolder(), files)], choices, services);
}

function idOf(name: string): number {
  const sample = project.store.samples.byPath(project.dataset().id, name);
  if (sample === undefined) throw new Error(`no sample ${name}`);
  return sample.id;
}

interface Shown {
  mediaType: string;
  width: number;
  height: number;
  /** RGB. */
  at(x: number, y: number): number[];
  pixels: Uint8Array;
}

async function shown(name: string): Promise<Shown> {
  const { mediaType, bytes } = thumbnailOf(project, idOf(name));
  const { data, info } = await sharp(bytes)
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const at = (x: number, y: number): number[] => {
    const from = (y * width + x) * 3;
    return [...data.subarray(from, from + 3)];
  };
  return { mediaType, width, height, at, pixels: data };
}

function near(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, i) => Math.abs(value - (b[i] ?? 0)) < 12);
}

test('a thumbnail shows the whole picture, at most 160 pixels a side, never enlarged', async () => {
  const photo = colourPicture(1, 500, 400);
  await importFiles({
    'photo.jpg': await asSharp(photo).jpeg({ quality: 95 }).toBuffer(),
    'wide.png': await asSharp(colourPicture(2, 4000, 20))
      .png()
      .toBuffer(),
    'tiny.png': await asSharp(colourPicture(3, 28, 28))
      .png()
      .toBuffer(),
    'middle.png': await asSharp(colourPicture(4, 150, 90))
      .png()
      .toBuffer(),
  });
  const [large, wide, tiny, middle] = await Promise.all(
    ['photo.jpg', 'wide.png', 'tiny.png', 'middle.png'].map(shown),
  );
  expect(large).toMatchObject({ mediaType: 'image/jpeg', width: 160, height: 128 });
  const exact = await asSharp(photo).resize(160, 128, { fit: 'fill' }).raw().toBuffer();
  expect(meanDifference(large?.pixels ?? new Uint8Array(), exact)).toBeLessThan(4);
  expect(wide).toMatchObject({ width: 160, height: 1 });
  expect(tiny).toMatchObject({ mediaType: 'image/png', width: 28, height: 28 });
  expect([...(tiny?.pixels ?? [])]).toEqual([...colourPicture(3, 28, 28).pixels]);
  expect(middle).toMatchObject({ width: 150, height: 90 });
});

test('it is turned as EXIF says, flat over the background, and grey stays grey', async () => {
  const halves = new Uint8Array(200 * 200 * 4);
  for (let at = 0; at < halves.length; at += 4) {
    halves.set([250, 60, 0, at < halves.length / 2 ? 255 : 0], at);
  }
  const turned = await asSharp(colourPicture(5, 400, 200))
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  await importFiles({
    'alpha.png': await sharp(halves, { raw: { width: 200, height: 200, channels: 4 } })
      .png()
      .toBuffer(),
    'turned.jpg': turned,
    'grey.jpg': await asSharp(greyPicture(6, 300, 200))
      .jpeg()
      .toBuffer(),
  });
  const alpha = await shown('alpha.png');
  expect([near(alpha.at(80, 20), [250, 60, 0]), near(alpha.at(80, 140), [10, 200, 30])]).toEqual([
    true,
    true,
  ]);
  expect(await shown('turned.jpg')).toMatchObject({ width: 80, height: 160 });
  const grey = thumbnailOf(project, idOf('grey.jpg'));
  expect((await sharp(grey.bytes).metadata()).channels).toBe(1);
});

test('16-bit values are scaled as in the pack', async () => {
  const ramp = Uint16Array.from({ length: 300 * 200 }, (_, i) => 1000 + (i % 300) * 10);
  const file = await sharp(ramp, { raw: { width: 300, height: 200, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  await importFiles({ 'scan.png': file });
  const { at, width } = await shown('scan.png');
  expect(width).toBe(160);
  expect([near(at(1, 50), [4, 4, 4]), near(at(158, 50), [252, 252, 252])]).toEqual([true, true]);
});

test('duplicates, refused files and unknown samples have none', async () => {
  const png = await asSharp(colourPicture(7)).png().toBuffer();
  await importFiles({ 'a.png': png, 'b.png': png, 'c.png': 'no picture' });
  for (const id of [idOf('b.png'), idOf('c.png'), 4711]) {
    expect(() => thumbnailOf(project, id)).toThrow(expect.objectContaining({ code: 'not-found' }));
  }
  expect((await shown('a.png')).width).toBe(32);
});

test('a cancelled import leaves no file', async () => {
  const files: Record<string, Buffer> = {};
  for (let seed = 0; seed < 60; seed++) {
    files[`${seed}.png`] = await asSharp(colourPicture(seed, 200, 200))
      .png()
      .toBuffer();
  }
  const folder = writeFiles(temporaryFolder(), files);
  const controller = new AbortController();
  let seen: string[] = [];
  const importing = importData(project, [folder], choices, {
    signal: controller.signal,
    reporter: {
      ...silentReporter,
      progress: ({ stage }) => {
        if (stage !== 'decoding') return;
        seen = readdirSync(project.path('data'));
        controller.abort();
      },
    },
  });
  await expect(importing).rejects.toMatchObject({ code: 'cancelled' });
  expect(seen.some((name) => name.startsWith('import-0001.thumbnails'))).toBe(true);
  expect(readdirSync(project.path('data'))).toEqual([]);
});

test('without thumbnails, as in older projects, the packed pixels are shown', async () => {
  await importFiles({
    'photo.jpg': await asSharp(colourPicture(8, 300, 200))
      .jpeg()
      .toBuffer(),
  });
  rmSync(project.path('data/import-0001.thumbnails'));
  const { dir } = project;
  project.close();
  project = Project.open(dir);
  const { size } = imagesOnly(project.dataset().preprocessing);
  expect(await shown('photo.jpg')).toMatchObject({
    mediaType: 'image/png',
    width: size,
    height: size,
  });
  rmSync(project.path('data/import-0001.safetensors'));
  expect(() => thumbnailOf(project, idOf('photo.jpg'))).toThrow(
    expect.objectContaining({ code: 'corrupt-file' }),
  );
});

test('a damaged thumbnail file is said to be so', async () => {
  await importFiles({
    'photo.jpg': await asSharp(colourPicture(9, 300, 200))
      .jpeg()
      .toBuffer(),
  });
  const file = project.path('data/import-0001.thumbnails');
  const whole = readFileSync(file);
  const damaged = expect.objectContaining({ code: 'corrupt-file', path: file });
  for (const bytes of [whole.subarray(0, -9), Buffer.from(whole).fill(65, 256, 300)]) {
    writeFileSync(file, bytes);
    expect(() => thumbnailOf(project, idOf('photo.jpg'))).toThrow(damaged);
  }
});
