import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';

/** A table of texts in the window: a person says where its texts and labels are. */

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start();
});
afterAll(async () => await app?.close());

test('columns of texts and labels are chosen before a table is imported', async () => {
  const { page } = app;
  const file = path.join(app.dir, 'reviews.csv');
  const words = 'bread river coffee window garden letter music winter table friend'.split(' ');
  const rows = Array.from(
    { length: 30 },
    (_, i) =>
      `About ${words[i % 10]} and number ${i},"The ${words[i % 10]} was warm on day ${i}, and the people near the ${words[(i * 3) % 8]} were kind to us all.",${i % 2 === 0 ? 'food' : 'place'},grade ${(i % 3) + 1}`,
  );
  writeFileSync(file, ['title,review,topic,grade', ...rows].join('\n'));
  await app.drop(file);
  const dialog = page.getByRole('dialog', { name: 'Import “reviews.csv”' });
  await dialog.getByText('The first 30 rows of 4 columns').waitFor();
  await dialog.getByLabel('Which column holds the texts?: review').click();
  await page.getByRole('option', { name: 'title' }).click();
  await dialog.getByLabel('Which column holds what the model shall tell?: topic').click();
  await page.getByRole('option', { name: 'grade' }).click();
  await dialog.getByText('Use them as labels').click();
  await look(app, 'text-columns');
  expect(await app.violations()).toEqual([]);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('30 texts imported').waitFor();
  await page.getByRole('option', { name: 'reviews.csv, row 2, grade 1' }).waitFor();

  // The next file is read likewise, unless a person says otherwise.
  await app.drop(file);
  await dialog.getByLabel('Which column holds the texts?: title').waitFor();
  await dialog.getByLabel('Which column holds what the model shall tell?: grade').waitFor();
  await page.keyboard.press('Escape');
  expect(app.complaints).toEqual([]);
});
