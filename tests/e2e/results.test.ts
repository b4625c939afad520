import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Project } from '../../main/app/project.ts';
import { startRun } from '../../main/app/runs.ts';
import type { ClassifierKindName } from '../../shared/classifier-kinds.ts';
import { openWindow } from '../support/studio.ts';
import { TestApp } from './support/app.ts';
import { look } from './support/look.ts';

/** What Results say of fine-tunings whose outcome is known: nothing is trained here. */

const fixture = path.join(import.meta.dirname, '../fixtures/ingest/tables/wine.csv');
let app: TestApp;
let folder = '';

beforeAll(async () => {
  app = await TestApp.start({ width: 1440 });
  const file = path.join(app.dir, 'wine.csv');
  copyFileSync(fixture, file);
  const window = openWindow();
  const { project, path: made } = await window.call('projects.create', {
    name: 'Wine',
    folder: app.dir,
  });
  const { job } = await window.call('data.import', {
    project,
    sources: [{ kind: 'path', path: file }],
    labelsFrom: null,
    split: 'train',
    preprocessing: {},
  });
  await window.finished(job);
  const labels = path.join(app.dir, 'labels.csv');
  const rows = Array.from({ length: 12 }, (_, i) => [
    `wine.csv, row ${i + 2}`,
    i % 2 ? 'red' : 'white',
  ]);
  writeFileSync(labels, ['path,label', ...rows.map(([name, of]) => `"${name}",${of}`)].join('\n'));
  const source = { kind: 'path' as const, path: labels };
  const reading = await window.call('labels.import', { project, source, split: 'train' });
  await window.finished(reading.job);
  await window.studio.close();
  folder = made;
}, 120_000);
afterAll(async () => await app?.close());

/** A finished fine-tuning of twelve labels. */
function addRun(result: Record<string, unknown>): void {
  const project = Project.open(folder);
  const runId = startRun(project, {
    datasetId: project.dataset().id,
    parentRunId: null,
    kind: 'finetune',
    config: { classes: ['red', 'white'], classIds: [null, null], seed: 1, labels: 12 },
    seed: 1,
    dataDigest: '',
  });
  project.store.runs.end(runId, 'finished', {
    result: { scores: null, best: null, lead: {}, rounds: [], calibration: {}, ...result },
    seconds: 1,
  });
  project.close();
}

const chosen = { kind: 'combined', disagreement: false, over: null };
const estimate = (tried: number) => ({ accuracy: 0.75, interval: [0.4, 0.9], tried });

test('without test labels it says who was tried on fewer labels, who is missing, and where to go on', async () => {
  const { page } = app;
  const estimates: Partial<Record<ClassifierKindName, unknown>> = {
    columns: estimate(12),
    scratch: estimate(4),
    combined: estimate(12),
  };
  addRun({ chosen, estimates });
  await app.openProject(folder);
  await app.go('Results');
  await page.getByText('“From scratch” was tried on 4 of the 12 labels alone').waitFor();
  await page.getByText('“Self-trained” is not among them').waitFor();
  const headings = await page.getByRole('heading').allTextContents();
  expect(headings.toSorted()).toEqual([...new Set(headings)].toSorted());
  await look(app, 'results-untested');
  await page.getByRole('button', { name: 'Try self-training…' }).click();
  const dialog = page.getByRole('dialog');
  await expect
    .poll(() => dialog.getByRole('switch', { name: 'Self-training too' }).isChecked())
    .toBe(true);
  await page.keyboard.press('Escape');
  // What opens a dialog says so.
  await page.getByRole('button', { name: 'Fine-tune again…', exact: true }).first().waitFor();
  const next = page.getByRole('region', { name: 'Next' });
  await next.getByRole('link', { name: 'Export' }).click();
  await page.getByRole('heading', { level: 1, name: 'Export' }).waitFor();
  await app.go('Results');
  await next.getByRole('link', { name: 'Predict' }).click();
  await page.getByRole('heading', { level: 1, name: 'Predict' }).waitFor();
});

test('with three test rows, all that are level wear the same badge, and nobody is called the best', async () => {
  const { page } = app;
  const score = (right: number) => ({
    samples: 3,
    accuracy: right / 3,
    accuracyInterval: [0.44, 1],
    macroF1: right / 3,
    perClass: [],
    confusion: [],
  });
  const behind = (difference: number) => ({ difference, interval: [difference - 0.39, 0.39] });
  addRun({
    chosen,
    estimates: {},
    best: 'columns',
    scores: {
      columns: score(3),
      boosted_trees: score(2),
      scratch: score(3),
      linear_probe: score(3),
      combined: score(3),
      fine_tuned: score(3),
    },
    lead: {
      boosted_trees: behind(1 / 3),
      scratch: behind(0),
      linear_probe: behind(0),
      combined: behind(0),
      fine_tuned: behind(0),
    },
  });
  await page.reload();
  await app.go('Results');
  await page.getByText('A draw: a baseline does as well as pretraining').waitFor();
  await page.getByText('So do 4 others, marked “Level” below.').waitFor();
  await page.getByText('“Boosted trees” is not clearly behind.').waitFor();
  const table = page.locator('[data-scores]');
  expect(await table.getByText('Level', { exact: true }).count()).toBe(5);
  expect(await table.getByText('Best', { exact: true }).count()).toBe(0);
  await page.setViewportSize({ width: 1024, height: 900 });
  // Nothing is cut off beside the table.
  const hidden = await page.evaluate<number>(
    `(({ parentElement: box }) => box.scrollWidth - box.clientWidth)(document.querySelector('[data-scores]'))`,
  );
  expect(hidden).toBeLessThanOrEqual(0);
  await look(app, 'results-level');
});

test('a notice covers nothing of the screen, and a project without data speaks of samples', async () => {
  const { page } = app;
  await page.getByLabel(/^Run:/).click();
  await page.getByRole('option').last().click();
  await page.getByRole('button', { name: 'Set aside as test' }).click();
  const notice = page.locator('[data-sonner-toast]').first();
  await notice.waitFor();
  const left = (await page.locator('main').boundingBox())?.x ?? 0;
  const box = await notice.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? Number.NaN)).toBeLessThanOrEqual(left);
  // The buttons of a screen stand beside its title at 1024 pixels, too.
  await app.go('Data');
  const next = await page.getByRole('link', { name: 'Next: choose a pretext task' }).boundingBox();
  const lead = await page.getByText('Rows that the model will learn from.').boundingBox();
  expect(next?.y).toBeLessThan((lead?.y ?? 0) + (lead?.height ?? 0));
  const window = openWindow();
  const { path: empty } = await window.call('projects.create', { name: 'Empty', folder: app.dir });
  await window.studio.close();
  await page.getByRole('link', { name: 'All projects' }).click();
  await page.getByText('178 rows').waitFor();
  await app.openProject(empty);
  await page.getByText('Samples that the model will learn from.').waitFor();
});
