import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { regressorKindNames } from '../../shared/regressor-kinds.ts';
import { pretext } from '../support/cli.ts';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';

/** Labels that are numbers in the window: given, learnt from, shown beside baselines, predicted. */

const fixture = path.join(import.meta.dirname, '../fixtures/ingest/tables/diabetes.csv');
let app: TestApp;
let project = '';
const lines = readFileSync(fixture, 'utf8').trim().split('\n');

beforeAll(async () => {
  app = await TestApp.start();
  const file = path.join(app.dir, 'diabetes.csv');
  copyFileSync(fixture, file);
  const rows = lines
    .slice(1)
    .map((line, i) => `"diabetes.csv, row ${i + 2}",${line.split(',').at(-1) ?? ''}`);
  const write = (name: string, wanted: (i: number) => boolean): string => {
    const to = path.join(app.dir, name);
    writeFileSync(to, ['path,label', ...rows.filter((_, i) => wanted(i))].join('\n'));
    return to;
  };
  const answer = await pretext([
    ...['run', file, '--labels', write('train.csv', (i) => i % 8 === 0)],
    ...['--test', write('test.csv', (i) => i % 2 === 1), '--out', path.join(app.dir, 'out')],
    ...['--steps', '40', '--json'],
  ]);
  expect(answer.code, answer.stderr).toBe(0);
  project = z.object({ project: z.string() }).parse(answer.json).project;
}, 600_000);
afterAll(async () => await app?.close());

const go = async (link: string): Promise<void> =>
  await app.page.getByRole('navigation').getByRole('link', { name: link }).click();

test('a number is given to a row, taken back, and counted', async () => {
  const { page } = app;
  await app.openProject(project);
  await page.getByRole('option', { name: 'diabetes.csv, row 2, 151' }).waitFor();
  await go('Label');
  const field = page.getByLabel('Number', { exact: true });
  await page.getByText('56 training labels.').waitFor();
  // Which rows to label first takes a while to find out.
  await page.locator('figure').waitFor({ timeout: 300_000 });
  await field.fill('many');
  await page.getByRole('button', { name: 'Give' }).click();
  await page.getByText('That is no number').waitFor();
  await look(app, 'numbers-label');
  await field.fill('123.5');
  await field.press('Enter');
  await page.getByText('1 label saved').waitFor();
  await page.getByText('57 training labels.').waitFor();
  await page.getByRole('button', { name: 'Undo: 1 sample labelled “123.5”' }).click();
  await page.getByText('56 training labels.').waitFor();
});

test('errors stand beside baselines, and what was said over what is true', async () => {
  const { page } = app;
  await go('Results');
  await page.getByRole('heading', { name: 'Said and true' }).waitFor();
  expect(await page.locator('[data-scores] tbody tr').count()).toBe(regressorKindNames.length);
  await page.locator('[data-interval]').getByText('should lie within').waitFor();
  expect(await page.locator('[data-worst] li').count()).toBe(8);
  await look(app, 'numbers-results');
  await page.getByRole('button', { name: 'Fine-tune again' }).click();
  await page.getByText('All learn a number from your 56 labels').waitFor();
  await page.keyboard.press('Escape');
});

test('what more labels would bring is told as an error that falls', async () => {
  const { page } = app;
  await go('Label');
  await page.getByRole('button', { name: 'Estimate', exact: true }).click();
  await page.getByText(/^Off by [\d.]+ \(RMSE\) with 56 labels$/).waitFor({ timeout: 120_000 });
  await page.getByText(/Ten more labels (should lower|may bring nothing)/).waitFor();
  await look(app, 'numbers-estimate');
  await go('Results');
  await page
    .getByRole('heading', { name: 'What would more labels bring?' })
    .scrollIntoViewIfNeeded();
  const told = page.getByText(/^\d+ labels: off by [\d.]+ \([\d.]+ to [\d.]+\)$/);
  await expect.poll(() => told.count()).toBeGreaterThan(4);
  await page.waitForTimeout(800);
  await look(app, 'numbers-curve');
});

test('new rows get a number with an interval', async () => {
  const { page } = app;
  await go('Predict');
  await page.getByText('It gives a number whatever it is shown').waitFor();
  const fresh = path.join(app.dir, 'new.csv');
  writeFileSync(fresh, lines.slice(0, 6).join('\n'));
  await app.drop(fresh);
  await page.getByRole('heading', { name: '5 predictions' }).waitFor({ timeout: 300_000 });
  await page.getByText('Each comes with an interval of').waitFor();
  const card = page.locator('[data-prediction="0"] img');
  await expect
    .poll(() => card.evaluate((image) => ('naturalWidth' in image ? image.naturalWidth : 0)))
    .toBe(160);
  await look(app, 'numbers-predict');
  await page.locator('[data-prediction="0"] button').click();
  await page.getByRole('heading', { name: 'Nearest training rows' }).waitFor();
  await page.keyboard.press('Escape');
}, 180_000);

test('what labels are can be corrected, and no label is lost', async () => {
  const { page } = app;
  await go('Label');
  await page.getByLabel('What labels are: Numbers').click();
  await page.getByRole('option', { name: 'Names of classes' }).click();
  await page.getByLabel('What labels are: Names of classes').waitFor();
  await page.getByRole('button', { name: /^151/ }).waitFor();
  await page.getByLabel('What labels are: Names of classes').click();
  await page.getByRole('option', { name: 'Numbers' }).click();
  await page.getByText('56 training labels.').waitFor();
}, 120_000);
