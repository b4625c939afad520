import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPromise } from 'yauzl';
import { writeStrangers } from '../support/strangers.ts';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';
import { type Pictures, writePictures } from './support/pictures.ts';

/**
 * The whole work as a person does it: a folder of real pictures goes in, and an ONNX model comes out that another program runs.
 * Each screen is looked at by axe, and photographed.
 */

const classNames = ['trouser', 'bag', 'ankle boot'];
let app: TestApp;
let pictures: Pictures;
let fresh: Pictures;

beforeAll(async () => {
  app = await TestApp.start();
  pictures = await writePictures(path.join(app.dir, 'Clothes'), classNames, 70);
  fresh = await writePictures(path.join(app.dir, 'New pictures'), classNames, 78, 70);
});
afterAll(async () => await app?.close());

async function go(name: string): Promise<void> {
  await app.page.getByRole('navigation').getByRole('link', { name }).click();
  await app.page.getByRole('heading', { level: 1, name }).waitFor();
}

test('home says what the app does, and a dropped folder becomes a project', async () => {
  const { page } = app;
  await page.getByRole('heading', { level: 1 }).waitFor();
  await look(app, 'home-empty');
  await app.drop(pictures.folder);
  await page.getByText('210 pictures imported').waitFor({ timeout: 60_000 });
  await page.getByRole('option').first().waitFor();
  await look(app, 'data');
});

test('the data check, exclusion and its undo', async () => {
  const { page } = app;
  await page.getByRole('tab', { name: /Data check/ }).click();
  await page.waitForTimeout(500);
  await look(app, 'data-check');
  await page.getByRole('tab', { name: /Pictures/ }).click();
  const grid = page.getByRole('listbox').first();
  await expect.poll(() => grid.getByRole('option').count()).toBeGreaterThan(5);
  await grid.getByRole('option').nth(0).click();
  await grid
    .getByRole('option')
    .nth(2)
    .click({ modifiers: ['Shift'] });
  await page.getByRole('button', { name: 'Leave out', exact: false }).first().click();
  await page.getByText('207 pictures ready').waitFor();
  await page.keyboard.press('Control+z');
  await page.getByText('210 pictures ready').waitFor();
});

test('tasks are shown on these pictures, and one is started', async () => {
  const { page } = app;
  await page.getByRole('link', { name: /Next: choose a pretext task/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Pretext task' }).waitFor();
  await expect.poll(() => page.locator('main img').count(), { timeout: 60_000 }).toBeGreaterThan(8);
  await look(app, 'pretext');
  // The shortest time there is.
  await page.getByRole('slider', { name: 'Time' }).press('Home');
  await page.getByRole('button', { name: /Start pretraining/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Pretrain' }).waitFor();
});

test('training goes on while the window is reloaded; it pauses, stops and resumes', async () => {
  const { page } = app;
  await page.getByRole('button', { name: 'Pause' }).waitFor({ timeout: 60_000 });
  await page.getByText('It is learning').or(page.getByText('It has just begun')).waitFor({
    timeout: 60_000,
  });
  await page.reload();
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused').first().waitFor();
  await page.getByRole('button', { name: /Go on/ }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await look(app, 'pretrain');
  await page.getByRole('button', { name: 'Stop and save' }).click();
  await page.getByRole('button', { name: 'Resume' }).click({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Pause' }).waitFor({ timeout: 60_000 });
  await page.getByText('Finished', { exact: true }).first().waitFor({ timeout: 180_000 });
  await look(app, 'pretrain-finished');
});

test('the map of what was learned', async () => {
  const { page } = app;
  await go('Explore');
  const draw = page.getByRole('button', { name: /Draw the map/ });
  await draw.or(page.locator('main canvas')).first().waitFor({ timeout: 60_000 });
  if (await draw.isVisible()) await draw.click();
  await page.locator('main canvas').first().waitFor({ timeout: 120_000 });
  await page.getByText('Cluster 1', { exact: true }).first().waitFor();
  await page.waitForTimeout(1000);
  await look(app, 'explore');
  await page.getByText(/clusters by k-means/).waitFor();
  await page.getByRole('button', { name: 'Change…' }).click();
  await page.getByLabel('Number of clusters').fill('3');
  await page.waitForTimeout(300);
  await look(app, 'explore-find-clusters');
  await page.getByRole('dialog').getByRole('button', { name: 'Find clusters' }).click();
  await page.getByText('3 clusters by k-means').waitFor({ timeout: 60_000 });
  await page.getByText('As many as you asked for.').waitFor();
  await page.getByRole('button', { name: 'Cluster 1', exact: true }).click();
  await page.getByText(/pictures selected/).waitFor();
  await page.getByRole('tab', { name: 'Unusual' }).click();
  await expect.poll(() => page.locator('main img').count()).toBeGreaterThan(3);
  await page.getByRole('option').first().click();
  await page.getByText('Usual pictures nearest to it').waitFor();
  await look(app, 'explore-unusual');
});

test('labels by keys alone, each saved at once, taken back and given again', async () => {
  const { page } = app;
  await go('Label');
  const picture = page.locator('figure img');
  await picture.waitFor({ timeout: 60_000 });
  const classField = page.getByPlaceholder('New class…');
  for (let given = 0; given < 30; given++) {
    const nameOf = async (): Promise<string> =>
      path.basename(((await picture.getAttribute('alt')) ?? '').split(': ')[1] ?? '');
    await expect.poll(nameOf).toMatch(/png$/);
    const name = await nameOf();
    const className = pictures.classes.get(name) ?? '';
    const known = page.locator('[data-class]').filter({ hasText: className });
    if ((await known.count()) === 0) {
      // A class is made on the spot, and the picture is its first.
      await classField.fill(className);
      await classField.press('Enter');
      await known.waitFor();
      await page.getByRole('heading', { level: 1 }).click();
    } else {
      await page.keyboard.press((await known.getAttribute('aria-keyshortcuts')) ?? '');
    }
    await expect.poll(() => picture.getAttribute('alt')).not.toContain(name);
  }
  await page.getByText('30 labels saved').or(page.getByText('Saved')).first().waitFor();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+Shift+z');
  await page.waitForTimeout(500);
  await look(app, 'label');
  await page.getByRole('tab', { name: 'Grid' }).click();
  await page.waitForTimeout(700);
  await look(app, 'label-grid');
  await page.getByRole('tab', { name: 'One by one' }).click();
});

test('some labels are set aside, every kind of classifier is trained and compared honestly', async () => {
  const { page } = app;
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
  await go('Predict');
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
  await go('Export');
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
  await go('Runs');
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
    await go(screen);
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
