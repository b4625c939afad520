import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { pretext } from '../support/cli.ts';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';
import { writePictures } from './support/pictures.ts';

/** The labels that self-training kept: a person looks at them, takes some back, and says what one is. */

const classNames = ['trouser', 'bag', 'ankle boot'];
let app: TestApp;
let project = '';

beforeAll(async () => {
  app = await TestApp.start();
  const { folder, classes } = await writePictures(path.join(app.dir, 'Clothes'), classNames, 70);
  const labels = (from: number, to: number): string => {
    const rows = classNames.flatMap((name) =>
      [...classes].filter(([, each]) => each === name).slice(from, to),
    );
    const file = path.join(app.dir, `labels-${from}.csv`);
    writeFileSync(file, ['path,label', ...rows.map((row) => row.join(','))].join('\n'));
    return file;
  };
  const files = ['--labels', labels(0, 6), '--test', labels(6, 16)];
  const answer = await pretext([
    'run',
    folder,
    ...files,
    '--out',
    path.join(app.dir, 'out'),
    '--steps',
    '30',
    '--size',
    '16',
    '--self-training',
    '--json',
  ]);
  expect(answer.code, answer.stderr).toBe(0);
  project = z.object({ project: z.string() }).parse(answer.json).project;
}, 900_000);
afterAll(async () => await app?.close());

async function showGallery(): Promise<void> {
  await app.page.locator('[data-kept]').evaluate((gallery) => gallery.scrollIntoView());
}

const grid = () => app.page.getByRole('listbox', { name: 'Kept labels' });
const tiles = () => grid().getByRole('option');
const takenBack = () => grid().getByRole('option', { name: /taken back/ });

test('the gallery shows each kept label, least sure first, by class', async () => {
  const { page } = app;
  await app.openProject(project);
  await page.getByRole('navigation').getByRole('link', { name: 'Results' }).click();
  await page.getByRole('tab', { name: /Self-training/ }).click();
  await page.getByRole('button', { name: 'Look at the labels it kept: round 1' }).click();
  await tiles().first().waitFor();
  const sure = async (): Promise<number[]> =>
    (
      await tiles().evaluateAll((all) => all.map((each) => each.getAttribute('aria-label') ?? ''))
    ).map((name) => Number(/(\d+)\s*%/.exec(name)?.[1]));
  const least = await sure();
  expect(least.length).toBeGreaterThan(10);
  expect(least).toEqual(least.toSorted((a, b) => a - b));
  await page.getByLabel(/^Order:/).click();
  await page.getByRole('option', { name: 'Surest first' }).click();
  await expect.poll(sure).not.toEqual(least);
  await page.getByLabel(/^Class:/).click();
  await page.getByRole('option', { name: /^bag/ }).click();
  await expect.poll(() => tiles().first().getAttribute('aria-label')).toMatch(/^Kept as bag/);
  await page.getByLabel(/^Order:/).click();
  await page.getByRole('option', { name: 'Least sure first' }).click();
  await showGallery();
  await look(app, 'results-kept');
});

test('several are taken back at once, undone by a key, and stay after a reload', async () => {
  const { page } = app;
  await tiles().nth(0).click();
  await tiles()
    .nth(2)
    .click({ modifiers: ['Shift'] });
  await page.getByRole('button', { name: 'These 3 are not “bag”' }).waitFor();
  await showGallery();
  await look(app, 'results-kept-marked');
  await page.getByRole('button', { name: 'These 3 are not “bag”' }).click();
  await page.getByText('3 labels taken back and saved').waitFor();
  await expect.poll(() => takenBack().count()).toBe(3);
  await page.keyboard.press('Control+z');
  await expect.poll(() => takenBack().count()).toBe(0);
  // By the keyboard alone, and faster than a frame: two are marked, and Delete takes them back.
  await tiles().nth(0).focus();
  await page.evaluate(
    `for (const key of [' ', 'ArrowRight', ' ', 'Delete'])
       document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));`,
  );
  await expect.poll(() => takenBack().count()).toBe(2);
  await page.getByText(/^2 labels were taken back since this fine-tuning/).waitFor();
  await page.reload();
  await page.getByRole('tab', { name: /Self-training/ }).click();
  await page.getByText(/^2 labels were taken back since this fine-tuning/).waitFor();
  await page.getByRole('button', { name: 'Look at the labels it kept: round 1' }).click();
  await page.getByLabel(/^Class:/).click();
  await page.getByRole('option', { name: /^bag/ }).click();
  await expect.poll(() => takenBack().count()).toBe(2);
});

test('one press gives the right label; it is a label of the person’s, and can be undone', async () => {
  const { page } = app;
  await tiles().nth(3).click();
  await page.getByRole('button', { name: 'Label as “trouser”' }).click();
  const labelled = grid().getByRole('option', { name: /^trouser, labelled by you/ });
  await labelled.waitFor();
  await page.getByText(/You have given one label since this run/).waitFor();
  await showGallery();
  await look(app, 'results-kept-labelled');
  await page.emulateMedia({ colorScheme: 'dark' });
  await look(app, 'results-kept-dark');
  await page.emulateMedia({ colorScheme: 'light' });
});

test('it offers to fine-tune again, with self-training on already', async () => {
  const { page } = app;
  await page
    .getByText(/^2 labels were taken back/)
    .getByRole('button', { name: 'Fine-tune again' })
    .click();
  const dialog = page.getByRole('dialog');
  await expect
    .poll(() => dialog.getByRole('switch', { name: 'Self-training too' }).isChecked())
    .toBe(true);
  await look(app, 'results-kept-again');
});
