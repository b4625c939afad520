import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rawZip } from '../fixtures/ingest/zips.ts';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';
import { writePictures } from './support/pictures.ts';

/** Zip archives in the window: of what is in them a table is asked about, pictures are not. */

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start();
});
afterAll(async () => await app?.close());

test('a zip of pictures is asked nothing, and one with a table is asked about its columns, at first and once more', async () => {
  const { page } = app;
  const home = async (): Promise<void> => {
    await page.getByRole('link', { name: 'All projects' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your projects' }).waitFor();
  };
  const zipped = (name: string, entry: string, data: Uint8Array): string => {
    const zip = path.join(app.dir, name);
    writeFileSync(zip, rawZip([{ name: entry, data }]));
    return zip;
  };
  const { folder, classes } = await writePictures(path.join(app.dir, 'Shirts'), ['shirt'], 1);
  const [picture = ''] = classes.keys();
  await app.drop(zipped('shirts.zip', 'shirt.png', readFileSync(path.join(folder, picture))));
  await page.getByText('1 picture imported').waitFor();

  const rows = Array.from({ length: 60 }, (_, i) =>
    [((i * 37) % 101) / 4, ((i * 53) % 97) / 8, ['oak', 'ash', 'elm'][(i * 7) % 3]].join(),
  );
  const trees = zipped(
    'trees.zip',
    'trees.csv',
    Buffer.from(['height,girth,tree', ...rows].join('\n')),
  );
  await home();
  await app.drop(trees);
  const dialog = page.getByRole('dialog', { name: 'Import “trees.csv”' });
  await dialog.getByText('60 rows of 3 columns').waitFor();
  await dialog.getByText('“tree” looks like a class (3 values)').waitFor();
  await look(app, 'zip-lookalike');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('60 rows imported').waitFor();
  await page.getByRole('tab', { name: 'Columns' }).click();
  await page.getByText('3 columns in trees.zip; all are learnt from.').waitFor();

  // It is noticed later: the same zip is given again, by its path this time.
  await page.getByRole('button', { name: 'Add the file again' }).click();
  const add = page.getByRole('dialog', { name: 'Add data' });
  await add.getByPlaceholder('/data/photos').fill(trees);
  await add.getByRole('button', { name: 'Use this path' }).click();
  await dialog.getByText('60 rows of 3 columns').waitFor();
  await dialog.getByRole('button', { name: 'Yes, keep it out' }).click();
  await dialog
    .getByText('“tree” is what the model shall tell, so it is not learnt from.')
    .waitFor();
  await dialog.getByLabel('What “girth” holds: Numbers').click();
  await page.getByRole('option', { name: 'Left out' }).click();
  await dialog.getByText('Use them as labels').click();
  await look(app, 'zip-class');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('3 columns in trees.zip; 1 is learnt from.').waitFor();
  await page.getByRole('row', { name: /^tree Categories Labels/ }).waitFor();
  await page.getByRole('tab', { name: 'Rows' }).click();
  await page.getByRole('option', { name: 'trees.csv, row 2, oak' }).waitFor();
  expect(app.complaints).toEqual([]);
});
