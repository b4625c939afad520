import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { pretext } from '../support/cli.ts';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';

/** A table in the window: its rows are cards wherever pictures would be. */

const fixture = path.join(import.meta.dirname, '../fixtures/ingest/tables/wine.csv');
let app: TestApp;
let project = '';

beforeAll(async () => {
  app = await TestApp.start();
  const file = path.join(app.dir, 'wine.csv');
  copyFileSync(fixture, file);
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line, i) => `"wine.csv, row ${i + 2}",${line.split(',').at(-1) ?? ''}`);
  const write = (name: string, chosen: readonly string[]): string => {
    writeFileSync(path.join(app.dir, name), ['path,label', ...chosen].join('\n'));
    return path.join(app.dir, name);
  };
  const answer = await pretext([
    'run',
    file,
    '--labels',
    write(
      'train.csv',
      rows.filter((_, i) => i % 12 === 0),
    ),
    '--test',
    write(
      'test.csv',
      rows.filter((_, i) => i % 3 === 1),
    ),
    '--out',
    path.join(app.dir, 'out'),
    '--steps',
    '40',
    '--json',
  ]);
  expect(answer.code, answer.stderr).toBe(0);
  project = z.object({ project: z.string() }).parse(answer.json).project;
}, 600_000);
afterAll(async () => await app?.close());

test('rows are shown as cards, in the list, on labels and in results', async () => {
  const { page } = app;
  const go = async (link: string): Promise<void> =>
    await page.getByRole('navigation').getByRole('link', { name: link }).click();
  await app.openProject(project);
  await page.getByRole('option').first().waitFor();
  const card = page.locator('[role=option] img').first();
  await expect
    .poll(() => card.evaluate((image) => ('naturalWidth' in image ? image.naturalWidth : 0)))
    .toBe(160);
  // Texts alone can be searched.
  expect(await page.getByRole('navigation').getByRole('link', { name: 'Search' }).count()).toBe(0);
  await look(app, 'table-data');
  await page.getByRole('option').first().dblclick();
  await page.locator('aside').getByText('proline', { exact: true }).waitFor();
  await look(app, 'table-details');
  // Something was trained with the columns: they are shown, and stay as they are.
  await page.getByRole('tab', { name: 'Columns' }).click();
  await page.getByRole('row', { name: /^alcohol Numbers Learnt from/ }).waitFor();
  await page.getByText('so its columns stay as they are').waitFor();
  expect(await page.getByRole('button', { name: 'Add the file again' }).count()).toBe(0);
  await look(app, 'table-fixed-columns');
  await go('Label');
  // All of its columns are there to be read: its card has the first few.
  const row = page.getByRole('region', { name: /^Row to label: wine\.csv, row/ });
  await row.getByText('proline', { exact: true }).waitFor();
  await look(app, 'table-label');
  await go('Results');
  await page.getByText('Columns alone').first().waitFor();
  await look(app, 'table-results');
});

test('columns are corrected, and labels taken from one of them, before a table is imported', async () => {
  const { page } = app;
  await page.getByRole('link', { name: 'All projects' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your projects' }).waitFor();
  await app.drop(fixture);
  const dialog = page.getByRole('dialog', { name: 'Import “wine.csv”' });
  await dialog.getByText('178 rows of 14 columns').waitFor();
  await dialog.getByRole('cell', { name: '14.23, 13.2, 13.16' }).waitFor();
  await dialog
    .getByText(
      '“target” is what the model shall tell, so it is not learnt from. Its name says so; 3 classes.',
    )
    .waitFor();
  await dialog.getByLabel('What “alcohol” holds').click();
  await page.getByRole('option', { name: 'Left out' }).click();
  // A list of choices reaches beside the page's main part, and is whole there.
  await dialog.getByLabel(/^Which column holds/).click();
  const farLeft = { position: { x: 4, y: 10 }, trial: true, timeout: 10_000 };
  await page.getByRole('option', { name: 'None of them' }).click(farLeft);
  await page.keyboard.press('Escape');
  await dialog.getByText('Use them as labels').click();
  await look(app, 'table-columns');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('178 rows imported').waitFor();
  await page.getByRole('option', { name: 'wine.csv, row 2, class_0' }).waitFor();
  await page.getByRole('tab', { name: 'Columns' }).click();
  await page.getByText('14 columns in wine.csv; 12 are learnt from.').waitFor();
  await page
    .getByRole('row', { name: 'alcohol Left out Kept out It was set by hand. 0' })
    .waitFor();
  await page.getByRole('row', { name: /^target Categories Labels/ }).waitFor();
  await page
    .getByRole('row', { name: /^hue Numbers Learnt from Its values are numbers/ })
    .waitFor();
  await look(app, 'table-imported-columns');
  await page.getByRole('button', { name: 'Add the file again' }).click();
  await page.getByRole('dialog', { name: 'Add data' }).waitFor();
  await page.keyboard.press('Escape');

  // Nothing was done with it: the column is taken in again, and the class kept out of sight.
  await app.drop(fixture);
  await dialog.getByText('178 rows of 14 columns').waitFor();
  await dialog.getByLabel('What “alcohol” holds: Left out').click();
  await page.getByRole('option', { name: 'Numbers' }).click();
  await dialog.getByText('are imported anew').waitFor();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  // No label came along this time, so there is no class left to show.
  await page.getByText('14 columns in wine.csv; 13 are learnt from.').waitFor();
  await page.getByRole('tab', { name: 'Rows' }).click();
  await page.getByRole('option', { name: 'wine.csv, row 2, no label' }).waitFor();
});

test('what looks like texts is a table when a person says so, and its columns can be corrected', async () => {
  const { page } = app;
  await page.getByRole('link', { name: 'All projects' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your projects' }).waitFor();
  const file = path.join(app.dir, 'remarks.csv');
  const rows = Array.from({ length: 60 }, (_, i) =>
    [
      `They came ${i * 7} times and the ${i}th time they said nothing of it`,
      i % 7,
      ((i * 37) % 101) / 4,
    ].join(','),
  );
  writeFileSync(file, ['remark,weekday,height', ...rows].join('\n'));
  await app.drop(file);
  const dialog = page.getByRole('dialog');
  const kind = dialog.getByLabel('What kind of data it is');
  await kind.click();
  await page.getByRole('option', { name: 'A table' }).click();
  await dialog.getByText('60 rows of 3 columns').waitFor();
  await kind.click();
  await page.getByRole('option', { name: 'Found by itself' }).click();
  await dialog.getByText('60 rows of 3 columns').waitFor({ state: 'detached' });
  await kind.click();
  await page.getByRole('option', { name: 'A table' }).click();
  await dialog.getByLabel('What “weekday” holds').click();
  await page.getByRole('option', { name: 'Left out' }).click();
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('60 rows imported').waitFor();
  // A project of tables asks again, although the file looks like texts.
  await app.drop(file);
  await dialog.getByText('60 rows of 3 columns').waitFor();
  await dialog.getByLabel('What “weekday” holds: Left out').waitFor();
});
