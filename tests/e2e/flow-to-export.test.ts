import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPromise } from 'yauzl';
import { writeStrangers } from '../support/strangers.ts';
import { TestApp } from './support/app.ts';
import { labelledProject } from './support/labelled-project.ts';
import { look } from './support/look.ts';
import { type Pictures, writePictures } from './support/pictures.ts';

/**
 * The work as a person does it, from the labels on: classifiers are compared, new pictures predicted, and an ONNX model comes out that
 * another program runs. `flow-to-labels.test.ts` is the way there. Each screen is looked at by axe, and photographed.
 */

const classNames = ['trouser', 'bag', 'ankle boot'];
let app: TestApp;
let fresh: Pictures;

beforeAll(async () => {
  app = await TestApp.start();
  const pictures = await writePictures(path.join(app.dir, 'Pictures'), classNames, 70);
  fresh = await writePictures(path.join(app.dir, 'New pictures'), classNames, 78, 70);
  await app.openProject(await labelledProject(app.dir, 'Clothes', pictures, 10));
}, 600_000);
afterAll(async () => await app?.close());

test('some labels are set aside, every kind of classifier is trained and compared honestly', async () => {
  const { page } = app;
  await app.go('Label');
  await page.getByRole('button', { name: /Set 20 % aside/ }).click();
  await page.getByText(/labelled pictures are test pictures now/).waitFor();
  await page.getByRole('button', { name: 'Next: fine-tune' }).click();
  await page.getByRole('heading', { level: 1, name: 'Results' }).waitFor();
  await page.getByText('Accuracy on the test pictures').waitFor({ timeout: 480_000 });
  await page.waitForTimeout(800);
  await look(app, 'results');
  await page.getByRole('tab', { name: 'Confusions' }).click();
  await page.waitForTimeout(800);
  await look(app, 'results-confusions');
  await page.getByRole('tab', { name: 'How sure?' }).click();
  await page
    .locator('[data-calibration-error]')
    .getByText(/measured on \d+ test pictures/)
    .waitFor();
  await page.waitForTimeout(800);
  await look(app, 'results-calibration');
});

test('new pictures are predicted', async () => {
  const { page } = app;
  await app.go('Predict');
  await page.locator('input[webkitdirectory]').first().setInputFiles(fresh.folder);
  await page.getByText(`${fresh.classes.size} predictions`).first().waitFor({ timeout: 120_000 });
  await page.getByText(/Of 100 pictures, about \d+ are answered/).waitFor();
  await page.waitForTimeout(500);
  await look(app, 'predict');
});

test('a threshold that is moved holds for what was predicted, is kept, and can be taken back', async () => {
  const { page } = app;
  // Less sure of itself than a linear classifier of raw pixels.
  await page.getByLabel(/^Classifier/).click();
  await page.getByRole('option', { name: /^Nearest/ }).click();
  const slider = page.getByRole('slider', { name: /unsure/ });
  await page.locator('input[webkitdirectory]').first().setInputFiles(fresh.folder);
  await page.getByText('Predicting').first().waitFor();
  await page.getByText('Predicting').first().waitFor({ state: 'detached', timeout: 120_000 });
  const found = await slider.getAttribute('aria-valuetext');
  const counts = page.locator('[data-counts]');
  await slider.press('End');
  await counts.getByText(/ [1-9]\d* unsure/).waitFor();
  await expect.poll(() => page.getByText(/^maybe /).count()).toBeGreaterThan(0);
  const unsure = (await counts.textContent()) ?? '';
  await look(app, 'predict-unsure');
  await page.reload();
  await page.getByLabel(/^Classifier/).click();
  await page.getByRole('option', { name: /^Nearest/ }).click();
  await counts.getByText(unsure.trim()).waitFor();
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('below 99 %');
  await slider.press('Home');
  await counts.getByText(`${fresh.classes.size} answered`).waitFor();
  await page.getByRole('button', { name: 'As it was found' }).click();
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe(found);
});

test('pictures of something else are marked, and what that means is said', async () => {
  const { page } = app;
  const folder = await writeStrangers(path.join(app.dir, 'Strangers'));
  await page.locator('input[webkitdirectory]').first().setInputFiles(folder);
  await page.getByText('4 predictions', { exact: true }).waitFor({ timeout: 120_000 });
  const marks = page.locator('[data-prediction]').getByText('Unlike your pictures');
  await expect.poll(() => marks.count()).toBeGreaterThan(1);
  await marks.first().click();
  await page.getByText('far from everything the encoder was trained on').waitFor();
  await page.waitForTimeout(500);
  await look(app, 'predict-unfamiliar');
  await page.keyboard.press('Escape');
});

test('an export is verified, and onnxruntime gives the classes that are on the pictures', async () => {
  const { page } = app;
  await app.go('Export');
  await page.getByText('New export').waitFor();
  const onnx = page.getByRole('checkbox', { name: /ONNX/ });
  if (!(await onnx.isChecked())) await onnx.check();
  await page.getByRole('button', { name: /^Export/ }).click();
  await page.locator('[data-export=onnx]').waitFor({ timeout: 120_000 });
  await look(app, 'export');
  await page.getByRole('button', { name: 'Model card and use' }).first().click();
  await page.getByRole('tab', { name: 'Use it' }).click();
  await page.getByRole('heading', { name: 'Python: use.py' }).waitFor();
  await page.keyboard.press('Escape');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .locator('[data-export=onnx]')
      .getByRole('link', { name: /Download/ })
      .click(),
  ]);
  const zip = await openPromise(await download.path());
  const files = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry);
    files.set(path.basename(entry.fileName), await buffer(stream));
  }
  const description = JSON.parse(files.get('pretext.json')?.toString() ?? '{}') as {
    classes: string[];
    preprocessing: { size: number };
  };
  const { size } = description.preprocessing;
  const session = await InferenceSession.create(files.get('model.onnx') ?? Buffer.alloc(0));
  let right = 0;
  for (const [file, className] of fresh.classes) {
    const pixels = await sharp(readFileSync(path.join(fresh.folder, file)))
      .resize(size, size)
      .toColourspace('b-w')
      .raw()
      .toBuffer();
    const input = new Tensor('uint8', Uint8Array.from(pixels), [1, size, size, 1]);
    const output = await session.run({ [session.inputNames[0] ?? '']: input });
    const probabilities = Array.from(output[session.outputNames[0] ?? '']?.data as Float32Array);
    const best = probabilities.indexOf(Math.max(...probabilities));
    if (description.classes[best] === className) right += 1;
  }
  // Three classes, told apart by shape: far better than one in three.
  expect(right / fresh.classes.size).toBeGreaterThan(0.7);
});

test('runs are kept, starred and compared', async () => {
  const { page } = app;
  await app.go('Runs');
  await page.getByRole('button', { name: 'Star run 1' }).click();
  await page.getByRole('button', { name: 'Take the star off run 1' }).waitFor();
  await look(app, 'runs');
});

test('settings, glossary and shortcuts; dark from there on', async () => {
  const { page } = app;
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  await look(app, 'settings');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await look(app, 'shortcuts');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.getByRole('dialog').waitFor();
  await look(app, 'glossary');
  await page.keyboard.press('Escape');
});

test('every screen in the dark, too', async () => {
  const { page } = app;
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('link', { name: 'All projects' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your projects' }).waitFor();
  await look(app, 'home-dark');
  await page
    .getByRole('link', { name: /Clothes/ })
    .first()
    .click();
  for (const screen of ['Data', 'Pretrain', 'Explore', 'Label', 'Results', 'Runs']) {
    await app.go(screen);
    await page.waitForTimeout(1500);
    await look(app, `${screen.toLowerCase()}-dark`);
    if (screen !== 'Explore') continue;
    await page.getByText(/Agreement with \d+ labels/).click();
    await page.getByText('Purity', { exact: true }).waitFor();
    await look(app, 'explore-agreement-dark');
    await page.getByRole('button', { name: 'Change…' }).click();
    await page.getByLabel(/^How:/).click();
    await page.getByRole('option', { name: /HDBSCAN/ }).click();
    await page.getByLabel('Pictures a cluster has at least').fill('8');
    await page.getByRole('dialog').getByRole('button', { name: 'Find clusters' }).click();
    await page.getByText(/clusters? by HDBSCAN/).waitFor({ timeout: 60_000 });
    await page.getByText('In no cluster').first().waitFor();
    await look(app, 'explore-hdbscan-dark');
  }
});
