import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';

/** Samples on the first page: one of every kind of data. */

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start({ height: 1100 });
}, 120_000);
afterAll(async () => await app?.close());

test('a sample of recordings becomes a project that can be heard', async () => {
  const { page } = app;
  for (const kind of ['', ' table', ' voices', ' texts', ' videos']) {
    await page.getByRole('button', { name: `Sample${kind} with labels` }).waitFor();
  }
  await look(app, 'samples');
  await page.getByRole('button', { name: 'Sample voices with labels' }).click();
  await page.getByRole('heading', { level: 1, name: 'Data' }).waitFor();
  await page.getByText(/472 recordings imported/).waitFor({ timeout: 120_000 });
  await page.getByRole('option').first().waitFor();
  expect(await page.getByRole('option').count()).toBeGreaterThan(10);
}, 240_000);
