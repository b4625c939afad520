import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { createClass } from '../../main/app/classes.ts';
import { giveLabels, giveNumber, redo, undo } from '../../main/app/edits.ts';
import { finetune, testImages } from '../../main/app/finetune.ts';
import { holdOut } from '../../main/app/hold-out.ts';
import { importData } from '../../main/app/import-data.ts';
import { classesOf } from '../../main/app/known-labels.ts';
import { labelFromCsv, labelOne, testFromCsv } from '../../main/app/label-data.ts';
import { numbersOf } from '../../main/app/number-label.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { setTarget, settleTarget } from '../../main/app/target.ts';
import type { RunRow } from '../../main/store/runs.ts';
import { finetuneOptionsSchema } from '../../shared/finetune-options.ts';
import { type SampleData, writeSampleData } from '../support/project.ts';

const services = { reporter: silentReporter, signal: new AbortController().signal };

let data: SampleData;
let project: Project;

beforeEach(async () => {
  data = await writeSampleData(8);
  writeFileSync(path.join(data.data, 'broken.png'), 'no picture at all');
  writeFileSync(path.join(data.data, 'copy.png'), readFileSync(path.join(data.data, '0003.png')));
  project = Project.create(path.join(data.dir, 'labels'));
  const choices = { preprocessing: {}, labelsFrom: null, split: 'train' } as const;
  await importData(project, [data.data], choices, services);
});

function csv(...lines: string[]): string {
  const file = path.join(data.dir, 'labels.csv');
  writeFileSync(file, ['path,label', ...lines].join('\n'));
  return file;
}

/** Labels by path. */
function given(split: 'train' | 'test'): Record<string, string> {
  const { id } = project.dataset();
  const labels = project.store.labels.all(id, split);
  return Object.fromEntries(
    labels.map((label) => [
      project.store.samples.byId(label.sample_id)?.path ?? '',
      label.class_name,
    ]),
  );
}

test('a label for a file that is not there, or was not imported, is named with its line and reason; the others count', async () => {
  const file = csv('0000.png,upright', 'gone.png,upright', 'broken.png,lying', './0001.png,lying');
  const { labelled, problems } = await labelFromCsv(project, file, data.data);
  expect(labelled).toBe(2);
  expect(given('train')).toEqual({ '0000.png': 'upright', '0001.png': 'lying' });
  expect(problems).toEqual([
    'line 3: gone.png is not among the imported images.',
    expect.stringMatching(/^line 4: broken\.png was not imported: .*broken\.png/),
  ]);
});

test('a label of a duplicate goes to its original', async () => {
  await labelFromCsv(project, csv('copy.png,lying'), data.data);
  expect(given('train')).toEqual({ '0003.png': 'lying' });
});

test('paths in a CSV may be absolute, relative to the data, or with backslashes', async () => {
  const rows = [`${path.join(data.data, '0000.png')},a`, '.\\0001.png,b'];
  expect(await labelFromCsv(project, csv(...rows), null)).toEqual({ labelled: 2, problems: [] });
});

test('test images are never trained on: those among the data are moved out, and no label puts them back', async () => {
  await labelFromCsv(project, csv('0000.png,upright', '0001.png,lying'), data.data);
  const rows = ['0000.png,upright', `${path.join(data.dir, 'held-out/0008.png')},upright`];
  const report = await testFromCsv(project, csv(...rows, 'gone.png,lying'), data.data, services);
  expect(report).toMatchObject({ labelled: 2, movedOutOfTraining: 1 });
  expect(report.problems).toEqual([
    'line 2: 0000.png is labelled for training too; it is kept out of training.',
    'line 4: gone.png is not among the imported images.',
  ]);
  expect(Object.keys(given('train'))).toEqual(['0001.png']);
  const back = await labelFromCsv(project, csv('0000.png,lying'), data.data);
  expect(back).toEqual({
    labelled: 0,
    problems: ['line 2: 0000.png is a test image and is not trained on.'],
  });
  expect(given('test')['0000.png']).toBe('upright');
});

test('a test label that no training image has is named, and its image is left out of the scores', async () => {
  await labelFromCsv(project, csv('0000.png,upright', '0001.png,lying'), data.data);
  await testFromCsv(project, csv('0002.png,upright', '0003.png,slanted'), data.data, services);
  const dataset = project.dataset();
  const { test: usable, problems } = testImages(project, dataset, classesOf(project, dataset.id));
  expect(usable?.labels).toEqual([1]);
  expect(problems).toEqual([
    '0003.png: the test label "slanted" is unknown: no training image has it.',
  ]);
});

test.each([
  [[], 'No training image has a label yet.'],
  [['0000.png,upright'], 'All labels are "upright"; a classifier needs two classes at least.'],
])('fine-tuning on the labels %j says what is missing', async (rows, message) => {
  await labelFromCsv(project, csv(...rows), data.data).catch((error: unknown) => error);
  const noHost = { start: () => expect.unreachable('no process is needed to see that') };
  const tuning = finetune(
    project,
    {} as RunRow,
    { seed: 1, ...finetuneOptionsSchema.parse({}) },
    { ...services, host: noHost },
  );
  await expect(tuning).rejects.toMatchObject({ code: 'no-data', message });
});

test('a single label for a name the project does not have is refused', () => {
  for (const name of ['gone.png', 'broken.png']) {
    expect(() => labelOne(project, name, 'upright')).toThrow(
      expect.objectContaining({ code: 'not-found', message: expect.stringContaining(name) }),
    );
  }
});

test('a number is a label that can be taken back and given again, also after its project was closed', async () => {
  await expect(giveNumber(project, [1], 2.5)).rejects.toThrow('are classes');
  setTarget(project, 'number');
  expect(() => createClass(project, 'cat')).toThrow('are numbers');
  await expect(giveLabels(project, [1], 1)).rejects.toThrow('are numbers');
  const ids = project.store.samples.packed(project.dataset().id, 'train').map(({ id }) => id);
  const [first = 0, second = 0, ...others] = ids;
  expect(await giveNumber(project, [first, second], 2.5)).toEqual({ samples: [first, second] });
  await giveNumber(project, [first], 0.1 + 0.2);
  const numbers = () => Object.fromEntries(numbersOf(project, project.dataset().id, 'train'));
  // The very same number, in all its digits.
  expect(numbers()).toEqual({ [first]: 0.1 + 0.2, [second]: 2.5 });
  await undo(project, 'labels');
  expect(numbers()).toEqual({ [first]: 2.5, [second]: 2.5 });
  project.close();
  project = Project.open(project.dir);
  expect(project.dataset().target).toBe('number');
  await redo(project, 'labels');
  expect(numbers()).toEqual({ [first]: 0.1 + 0.2, [second]: 2.5 });
  expect(classesOf(project, project.dataset().id)).toEqual([]);
  for (const id of others) await giveNumber(project, [id], id);
  // Ten must be left to learn from, and a single one would test nothing.
  const spare = ids.length - 10;
  expect(await holdOut(project, 0.5, 1)).toBe(
    spare < 2 ? 0 : Math.min(spare, Math.round(ids.length / 2)),
  );
});

test('no class comes back by undo or redo where labels have become numbers', async () => {
  const [first = 0, second = 0] = project.store.samples
    .packed(project.dataset().id, 'train')
    .map(({ id }) => id);
  const cat = createClass(project, 'cat').id;
  await giveLabels(project, [first], cat);
  await undo(project, 'labels');
  setTarget(project, 'number');
  expect(await redo(project, 'labels')).toEqual({ samples: [] });
  expect(project.store.labels.of(first)).toBeNull();
  await giveNumber(project, [second], 3);
  await undo(project, 'labels');
  await redo(project, 'labels');
  expect(project.store.labels.of(second)).toBe('3');
});

test('a test label that is no number leaves its sample in training, with the number that it has', async () => {
  setTarget(project, 'number');
  const rows = Array.from({ length: 3 }, (_, i) => `000${i}.png,${i}.5`);
  await labelFromCsv(project, csv(...rows), data.data);
  const report = await testFromCsv(
    project,
    csv('0000.png,n/a', '0001.png,7', '0003.png,unknown'),
    data.data,
    services,
  );
  expect(report).toMatchObject({ labelled: 1, movedOutOfTraining: 1 });
  const { id } = project.dataset();
  expect([...numbersOf(project, id, 'train').values()].toSorted()).toEqual([0.5, 2.5]);
  expect([...numbersOf(project, id, 'test').values()]).toEqual([7]);
});

test('of pictures, labels that are numbers are taken for classes until somebody says otherwise', async () => {
  const rows = Array.from({ length: 8 }, (_, i) => `000${i}.png,${i}.5`);
  const file = csv(...rows);
  expect(await settleTarget(project, null, file)).toContain('--target number');
  expect(project.dataset().target).toBe('class');
  expect(await settleTarget(project, 'number', file)).toBeNull();
  const { labelled, problems } = await labelFromCsv(
    project,
    csv(...rows.slice(0, 7), '0007.png,big'),
    data.data,
  );
  expect(labelled).toBe(7);
  expect(problems).toEqual([
    'line 9: “big” is no number, and the labels of this project are numbers.',
  ]);
});
