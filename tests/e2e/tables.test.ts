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
afterAll(async () => await app.close());

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
  await look(app, 'table-data');
  await go('Label');
  await look(app, 'table-label');
  await go('Results');
  await page.getByText('Columns alone').first().waitFor();
  await look(app, 'table-results');
});
