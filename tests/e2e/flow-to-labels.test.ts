import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';
import { type Pictures, writePictures } from './support/pictures.ts';

/**
 * The work as a person does it, to the labels: a folder of real pictures goes in, an encoder is pretrained, and labels are given.
 * `flow-to-export.test.ts` goes on from there. Each screen is looked at by axe, and photographed.
 */

const classNames = ['trouser', 'bag', 'ankle boot'];
let app: TestApp;
let pictures: Pictures;

beforeAll(async () => {
  app = await TestApp.start();
  pictures = await writePictures(path.join(app.dir, 'Clothes'), classNames, 70);
});
afterAll(async () => await app?.close());

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
  await page.getByRole('button', { name: 'Use it as it is' }).waitFor({ timeout: 60_000 });
  await look(app, 'pretrain-stopped');
  await app.go('Explore');
  await page.getByText(/ended before its time/).waitFor();
  await look(app, 'explore-stopped');
  await page.getByRole('link', { name: /Show run \d+/ }).click();
  await page.getByRole('button', { name: 'Use it as it is' }).click();
  await page.getByText('Finished', { exact: true }).first().waitFor({ timeout: 120_000 });
  await page.getByRole('link', { name: 'Explore', exact: true }).last().waitFor();
  await look(app, 'pretrain-used');
  await page.getByRole('button', { name: 'Keep going…' }).click();
  await page.getByRole('slider', { name: 'More time' }).press('Home');
  await page.getByRole('button', { name: 'Keep going', exact: true }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor({ timeout: 60_000 });
  await page.getByText('Finished', { exact: true }).first().waitFor({ timeout: 180_000 });
  await look(app, 'pretrain-finished');
});

test('the map of what was learned', async () => {
  const { page } = app;
  await app.go('Explore');
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
  await page.getByRole('link', { name: 'Next: label pictures' }).click();
  await page.getByRole('heading', { level: 1, name: 'Label' }).waitFor();
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
