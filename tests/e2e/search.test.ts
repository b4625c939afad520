import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importData } from '../../main/app/import-data.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { answered, unanswered, writeFacts } from '../support/facts.ts';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';

/** Searching one's own documents in the window, and asking them. */

/** So many that the list of data has to be scrolled. */
const readings = 240;
let app: TestApp;
let dir = '';

beforeAll(async () => {
  app = await TestApp.start();
  dir = path.join(app.dir, 'home.pretext');
  const files = path.join(app.dir, 'files');
  mkdirSync(files);
  const project = Project.create(dir);
  const services = { reporter: silentReporter, signal: new AbortController().signal };
  const wishes = { preprocessing: {}, labelsFrom: null, split: 'train' } as const;
  for (let day = 1; day <= readings; day++) {
    const name = `a-reading-${String(day).padStart(3, '0')}.txt`;
    writeFileSync(
      path.join(files, name),
      `Meter reading number ${day}: ${4000 + 7 * day} units.\n`,
    );
  }
  await importData(project, [writeFacts(files)], wishes, services);
  project.close();
}, 120_000);
afterAll(async () => await app?.close());

test('a question has its answer on top, marked, with where it is from; another has none', async () => {
  const { page } = app;
  const field = page.getByRole('textbox', { name: 'Words, a sentence, or a question' });
  await app.openProject(dir);
  await page.getByRole('navigation').getByRole('link', { name: 'Search' }).click();
  await page.getByText('What are you looking for?').waitFor();
  await look(app, 'search-empty');
  await page.keyboard.press('/');
  const [question, file, words] = answered[0];
  await page.keyboard.type(question);
  await page.keyboard.press('Enter');
  const answer = page.getByRole('region', { name: 'Answer' });
  await answer.waitFor({ timeout: 120_000 });
  expect(await answer.locator('mark').textContent()).toContain(words);
  expect(await answer.textContent()).toMatch(/Confidence \d+ %/);
  expect(await answer.textContent()).toContain(`${file}, line 5`);
  await page.getByRole('heading', { level: 2, name: `${file}, line 5` }).waitFor();
  await look(app, 'search-answer');

  // A hit leads to its details, wherever it is in the list, and back again.
  const hit = page.getByRole('listitem').getByRole('link', { name: `Show in Data: ${file}` });
  await hit.focus();
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: 'Details of the text' });
  await details.getByRole('heading', { name: file }).waitFor();
  const row = page.getByRole('option', { name: `${file}, no label` });
  await row.and(page.locator(':focus')).waitFor();
  expect(await row.getAttribute('aria-selected')).toBe('true');
  expect(Number(await row.getAttribute('aria-posinset'))).toBeGreaterThan(readings);
  await look(app, 'search-in-data');
  await page.getByRole('link', { name: 'Back to the search for' }).click();
  await hit.and(page.locator(':focus')).waitFor();
  expect(await field.inputValue()).toBe(question);
  await answer.getByRole('link', { name: `Show in Data: ${file}` }).click();
  await details.getByRole('heading', { name: file }).waitFor();
  await page.goBack();
  await answer.waitFor();
  expect(await field.inputValue()).toBe(question);

  await field.fill(unanswered[1]);
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'I do not know' }).waitFor();
  await look(app, 'search-unknown');
  await field.fill('qwzxv');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'I do not know' }).waitFor({ state: 'detached' });
  await page.getByText('No text has any of these words').waitFor();
});
