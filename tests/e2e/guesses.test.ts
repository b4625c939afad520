import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pretext } from '../support/cli.ts';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';

/** What a model makes of its task, in words: of a text, and of a row of a table. */

const resources = path.join(import.meta.dirname, '../../resources/samples');
let app: TestApp;

beforeAll(async () => {
  app = await TestApp.start();
}, 120_000);
afterAll(async () => await app?.close());

/** A project with one pretraining, its “Pretrain” screen open. */
async function pretrained(name: string, data: string, ...choices: string[]): Promise<void> {
  const project = path.join(app.dir, name);
  const run = async (...words: string[]): Promise<void> => {
    const { code, stderr } = await pretext([...words, '--json']);
    expect(code, stderr).toBe(0);
  };
  await run('project', 'create', project);
  await run('import', project, data);
  await run('pretrain', project, ...choices, '--seed', '1');
  await app.openProject(project);
  await app.page.getByRole('navigation').getByRole('link', { name: 'Pretrain' }).click();
}

test('a text goes on as the model thinks, beside how it was', async () => {
  const { page } = app;
  await pretrained(
    ...(['speeches', path.join(resources, 'speeches.zip'), '--method', 'next-word'] as const),
    ...['--steps', '15'],
  );
  const guesses = page.getByRole('group', { name: /^Guesses after step/ });
  await guesses.waitFor({ timeout: 120_000 });
  await expect.poll(() => guesses.locator('mark').count()).toBeGreaterThanOrEqual(4);
  await page.getByRole('heading', { name: 'Perplexity, in words' }).waitFor();
  await look(app, 'guesses-next-word');
});

test('exchanged values of a row are mended, column by column', async () => {
  const { page } = app;
  await page.getByRole('link', { name: 'All projects' }).click();
  await pretrained(
    ...(['wine', path.join(import.meta.dirname, '../fixtures/ingest/tables/wine.csv')] as const),
    ...['--method', 'masked-features', '--steps', '200'],
  );
  const guesses = page.getByRole('group', { name: /^Guesses after step/ });
  await guesses.waitFor({ timeout: 120_000 });
  await expect.poll(() => guesses.locator('mark').count()).toBeGreaterThanOrEqual(4);
  await expect.poll(() => guesses.getByRole('rowheader').count()).toBeGreaterThanOrEqual(8);
  await look(app, 'guesses-masked-features');
  // Beside the curves the columns would be narrow, and the page empty beside them.
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('rowheader', { name: 'od280/od315_of_diluted_wines' }).first().waitFor();
  const cut = await guesses
    .getByRole('rowheader')
    .evaluateAll((names) => names.filter((name) => name.scrollWidth > name.clientWidth).length);
  expect(cut).toBe(0);
  const box = await guesses.boundingBox();
  expect(box?.width).toBeGreaterThan(900);
  const loss = await page.getByRole('region', { name: 'Loss' }).boundingBox();
  const rate = await page.getByRole('region', { name: 'Learning rate' }).boundingBox();
  expect(rate?.y).toBe(loss?.y);
  expect(box?.y).toBeLessThan((loss?.y ?? 0) + (loss?.height ?? 0) + 120);
  await page.getByRole('heading', { name: 'What is measured' }).scrollIntoViewIfNeeded();
  await look(app, 'guesses-masked-features-wide');
});
