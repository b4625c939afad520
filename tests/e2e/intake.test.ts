import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodePng } from '../../main/files/encode-png.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';
import { TestApp } from './support/app.ts';
import { writePictures } from './support/pictures.ts';

/** What people drop: several things at once, the wrong things, too much of it. */

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start();
});
afterAll(async () => await app?.close());

test('what holds nothing to learn from is refused with a reason, and nothing else happens', async () => {
  const { page } = app;
  const folder = path.join(app.dir, 'Letters');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'letter.dat'), Buffer.from([0, 1, 2, 3]));
  await app.drop(folder);
  await page.getByText('No usable image in Letters (0 unusable, 1 other files).').waitFor();
  await app.shot('import-failed');
  expect(await app.violations()).toEqual([]);
  await page.getByRole('link', { name: 'All projects' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your projects' }).waitFor();
  expect(app.complaints).toEqual([]);
});

test('an empty folder says so', async () => {
  const { page } = app;
  const folder = path.join(app.dir, 'Nothing');
  mkdirSync(folder);
  await app.drop(folder);
  await page.getByText('There are no files in what was dropped.').waitFor();
});

test('two folders and a damaged picture, dropped together', async () => {
  const { page } = app;
  const one = await writePictures(path.join(app.dir, 'One'), ['bag'], 6);
  const two = await writePictures(path.join(app.dir, 'Two'), ['trouser'], 5);
  const damaged = path.join(app.dir, 'damaged.png');
  writeFileSync(damaged, 'not a picture');
  await app.drop(one.folder, two.folder, damaged);
  await page.getByText('11 pictures imported').waitFor();
  await page.getByRole('tab', { name: /Data check/ }).click();
  await page.getByText('damaged.png').first().waitFor();
});

test('an import is stopped, and what was there stays', async () => {
  const { page } = app;
  const folder = path.join(app.dir, 'Many');
  mkdirSync(folder);
  const uniform = seededUniform(1);
  for (let i = 0; i < 6000; i++) {
    const pixels = Uint8Array.from({ length: 256 }, () => uniform() * 256);
    const png = encodePng(pixels, { height: 16, width: 16, channels: 1 });
    writeFileSync(path.join(folder, `${i}.png`), png);
  }
  await app.drop(folder);
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByText('Sending Many').first().waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Sending Many').first().waitFor({ state: 'detached' });
  await page.getByText('11 pictures ready').waitFor();
  await app.drop(folder);
  await page.getByRole('button', { name: 'Import' }).click();
  await page
    .getByRole('progressbar', { name: /Import/ })
    .first()
    .waitFor();
  await page.getByRole('button', { name: /Cancel|Stop/ }).click();
  await page.getByText('11 pictures ready').waitFor();
  expect(app.complaints).toEqual([]);
});
