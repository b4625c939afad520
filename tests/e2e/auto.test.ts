import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';
import { writePictures } from './support/pictures.ts';

/** A person who does not know which task to take: the app tries some and says what it chose; and two tasks at once. */

let app: TestApp;

beforeAll(async () => {
  app = await TestApp.start();
  const pictures = await writePictures(path.join(app.dir, 'Clothes'), ['trouser', 'bag'], 60);
  await app.page.getByRole('heading', { level: 1 }).waitFor();
  await app.drop(pictures.folder);
  await app.page.getByText('120 pictures imported').waitFor({ timeout: 60_000 });
});
afterAll(async () => await app?.close());

test('two tasks are combined by weight', async () => {
  const { page } = app;
  await page.getByRole('link', { name: /Next: choose a pretext task/ }).click();
  await page.getByRole('radio', { name: 'Combine two tasks' }).check();
  const weight = page.getByRole('slider', { name: 'How much each counts' });
  await weight.press('ArrowLeft');
  await page.getByText('65 % first, 35 % second').waitFor();
  await page.getByLabel(/^Second task/).click();
  await page.getByRole('option', { name: 'Agree and use every feature' }).click();
  await page.getByText(/Guess the rotation \+ Agree and use every feature/).waitFor();
  await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
  await look(app, 'pretext-mix');
});

test('the task is chosen by trials, which are shown as they go; the choice stays with the run', async () => {
  const { page } = app;
  await page.getByRole('radio', { name: 'Choose for me' }).check();
  await page.getByRole('slider', { name: 'Time' }).press('Home');
  await page.getByText('Tries “Find the other view” and “Guess the rotation”, 5 s each.').waitFor();
  await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
  await look(app, 'pretext-auto');
  await page.getByRole('button', { name: /Start pretraining/ }).click();
  await page.getByText('Trying a few tasks').waitFor({ timeout: 60_000 });
  await page.locator('[data-trial=simclr][data-state=done]').waitFor({ timeout: 120_000 });
  await look(app, 'pretrain-trials');
  const chosen = page.locator('[data-trial][data-state=chosen]');
  await chosen.waitFor({ timeout: 120_000 });
  await page.getByRole('heading', { name: /^Why “.*” was chosen$/ }).waitFor();
  const name = await chosen.getAttribute('data-trial');
  await page.getByText('Finished', { exact: true }).first().waitFor({ timeout: 180_000 });
  await page.waitForTimeout(500);
  await look(app, 'pretrain-chosen');
  await page.getByRole('link', { name: 'All runs and settings' }).click();
  const details = page.locator('[data-details]');
  await details.getByText('How the task was chosen').waitFor();
  expect(await details.locator('[data-state=chosen]').getAttribute('data-trial')).toBe(name);
  await details.getByText('How the task was chosen').scrollIntoViewIfNeeded();
  await look(app, 'runs-chosen');
});
