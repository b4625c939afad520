/**
 * `npm run bench:ui` (after `npm run build`): the window in a real browser. From starting the program to a usable page (median of 5);
 * scrolling a grid of 100,000 thumbnails; moving a map of 200,000 points; importing 10,000 files while the window is watched
 * for tasks that hold it up. Chromium draws in software here: a graphics card is faster.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { Studio } from '../../main/app/studio/studio.ts';
import { encodePng } from '../../main/files/encode-png.ts';
import { PackWriter } from '../../main/files/packed-samples.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';
import { writeAnomalies } from '../../main/training/anomalies-file.ts';
import { writeClusters } from '../../main/training/clusters-file.ts';
import { writeMap } from '../../main/training/map-file.ts';
import { TestApp } from '../e2e/support/app.ts';

const gridSamples = 100_000;
const mapSamples = 200_000;
const importedFiles = 10_000;
const coldStarts = 5;
const side = 28;

const dir = mkdtempSync(path.join(tmpdir(), 'pretext-bench-ui-'));
const home = path.join(dir, 'home');
const uniform = seededUniform(1);
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const line = (what: string, value: string): void => console.log(`${what.padEnd(58)} ${value}`);

/** A project of many samples, with the map of a pretraining. @returns its id and its run's */
async function makeProject(name: string, count: number): Promise<{ id: string; run: number }> {
  const studio = new Studio({ home });
  const { id, project } = studio.createProject(path.join(dir, name));
  const { store } = project;
  const file = 'data/import-0001.safetensors';
  const writer = new PackWriter(project.path(file), {
    kind: 'images',
    height: side,
    width: side,
    channels: 1,
  });
  const dataset = store.datasets.create(name, 'images', {
    size: side,
    channels: 1,
    fit: 'cover',
    background: [255, 255, 255],
    sixteenBitRange: null,
  });
  const pack = store.datasets.addPack(dataset, file, count);
  const pixels = new Uint8Array(side * side);
  const ids = new Int32Array(count);
  for (let begin = 0; begin < count; begin += 1000) {
    store.transaction(() => {
      for (let i = begin; i < begin + 1000; i++) {
        const value = uniform() * 256;
        pixels.fill(value, 0, (i % 27) * side).fill(255 - value, (i % 27) * side);
        ids[i] = store.samples.add(dataset, {
          path: `pictures/${i}.png`,
          source: `/pictures/${i}.png`,
          status: 'ready',
          split: 'train',
          sha256: String(i).padStart(64, '0'),
          width: side,
          height: side,
          bytes: 900,
          packId: pack,
          row: writer.append(pixels),
          notes: [],
        });
      }
    });
  }
  await writer.finish();
  const run = store.runs.create({
    datasetId: dataset,
    parentRunId: null,
    kind: 'pretrain',
    config: { method: 'simclr', encoder: 'small-conv' },
    seed: 1,
    dataDigest: '',
    codeVersion: 'bench',
    engineVersion: 'bench',
    device: 'bench',
  });
  store.runs.end(run, 'finished', { seconds: 1 });
  const groups = 12;
  const fileOf = (name: string): string => project.path('runs', String(run), `${name}.safetensors`);
  const scores = Float32Array.from({ length: count }, () => uniform());
  writeClusters(fileOf('clusters'), {
    sampleIds: ids,
    assignment: Int32Array.from({ length: count }, (_, i) => i % groups),
    strengths: scores,
    algorithm: 'k-means',
    count: groups,
    chosenBy: 'person',
    asked: { count: groups, smallest: null },
    tried: [],
    smallest: null,
    seed: 1,
    digest: '',
  });
  writeAnomalies(fileOf('anomalies'), {
    sampleIds: ids,
    distances: scores,
    scores,
    listed: ids.slice(0, 500),
    usual: new Int32Array(),
    usualCount: 0,
    digest: '',
  });
  writeMap(fileOf('map'), {
    sampleIds: ids,
    coordinates: Float32Array.from({ length: 2 * count }, (_, at) => {
      const angle = (2 * Math.PI * (Math.floor(at / 2) % groups)) / groups;
      return 10 * (at % 2 === 0 ? Math.cos(angle) : Math.sin(angle)) + 3 * (uniform() + uniform());
    }),
  });
  await studio.close();
  return { id, run };
}

// What runs in the page is text: these files know no browser types.
const countFrames = `
  window.seen = [];
  let last = performance.now();
  const count = (now) => {
    window.seen.push(now - last);
    last = now;
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
`;
const countTasks = `
  window.tasks = [0];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.tasks.push(duration);
  }).observe({ type: 'longtask' });
`;
const scroll = `(async () => {
  const list = document.querySelector('[role=listbox]');
  for (let frame = 0; frame < 300; frame++) {
    list.scrollBy(0, 90);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
})()`;

/** Milliseconds between the frames of `work`. */
async function frames(page: Page, work: () => Promise<void>): Promise<number[]> {
  await page.evaluate(countFrames);
  await work();
  return (await page.evaluate<number[]>('window.seen')).slice(2);
}

/** Watches for tasks that hold the page up. @returns what gives the longest so far, milliseconds */
async function watchTasks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(countTasks);
  return async () => await page.evaluate<number>('Math.max(...window.tasks)');
}

const starts: number[] = [];
for (let i = 0; i < coldStarts; i++) {
  const app = await TestApp.start();
  starts.push(app.usableAfter);
  await app.close();
}
line('Start of the program to a usable page', `${(median(starts) / 1000).toFixed(2)} s`);

const grid = await makeProject('grid', gridSamples);
const map = await makeProject('map', mapSamples);
const app = await TestApp.start({ home });
const { page } = app;
const go = (address: string): Promise<void> =>
  page.evaluate<void>(`void (location.hash = '${address}')`);

await go(`#/p/${grid.id}/data`);
await page.getByRole('option').first().waitFor({ timeout: 60_000 });
const scrolled = await frames(page, () => page.evaluate<void>(scroll));
line(`Scrolling ${gridSamples} thumbnails, median frame`, `${median(scrolled).toFixed(1)} ms`);

const longestOnMap = await watchTasks(page);
await go(`#/p/${map.id}/explore?run=${map.run}`);
const canvas = page.locator('main canvas').first();
await canvas.waitFor({ timeout: 120_000 });
await page.waitForTimeout(3000);
line(
  `Opening a map of ${mapSamples} points, longest task`,
  `${Math.round(await longestOnMap())} ms`,
);
const box = await canvas.boundingBox();
const moved = await frames(page, async () => {
  const [x, y] = [(box?.x ?? 0) + 200, (box?.y ?? 0) + 200];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 0; i < 60; i++) await page.mouse.move(x + 3 * i, y + 2 * i);
  await page.mouse.up();
  for (let i = 0; i < 20; i++) await page.mouse.wheel(0, -120);
});
line(`Moving a map of ${mapSamples} points, median frame`, `${median(moved).toFixed(1)} ms`);

const folder = path.join(dir, 'Many');
mkdirSync(folder);
for (let i = 0; i < importedFiles; i++) {
  const pixels = Uint8Array.from({ length: side * side }, () => uniform() * 256);
  const png = encodePng(pixels, { height: side, width: side, channels: 1 });
  writeFileSync(path.join(folder, `${i}.png`), png);
}
await app.close();

async function timeImport(how: string, take: (app: TestApp) => Promise<void>): Promise<void> {
  const importing = await TestApp.start();
  const longest = await watchTasks(importing.page);
  const begun = performance.now();
  await take(importing);
  await importing.page.getByText(/10,000 pictures imported/).waitFor({ timeout: 240_000 });
  const seconds = (performance.now() - begun) / 1000;
  line(`Sending and importing ${importedFiles} files, ${how}`, `${seconds.toFixed(1)} s`);
  const held = await longest();
  // The browser tells of tasks from 50 ms on.
  line(
    'Meanwhile, longest task of the window',
    held === 0 ? 'below 50 ms' : `${Math.round(held)} ms`,
  );
  await importing.close();
}
await timeImport('dropped', (importing) => importing.drop(folder));
await timeImport('chosen', (importing) =>
  importing.page.locator('input[webkitdirectory]').first().setInputFiles(folder),
);
rmSync(dir, { recursive: true });
