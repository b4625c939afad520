import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importData } from '../../main/app/import-data.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { answered, unanswered, writeFacts } from '../support/facts.ts';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';

/** Searching one's own documents in the window, and asking them. */

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
  await importData(project, [writeFacts(files)], wishes, services);
  project.close();
}, 120_000);
afterAll(async () => await app.close());

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
  await field.fill(unanswered[1]);
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'I do not know' }).waitFor();
  await look(app, 'search-unknown');
  await field.fill('qwzxv');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'I do not know' }).waitFor({ state: 'detached' });
  await page.getByText('No text has any of these words').waitFor();
});
