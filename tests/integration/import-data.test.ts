import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, expect, test } from 'vitest';
import { type ImportChoices, importData } from '../../main/app/import-data.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { asSharp, greyPicture } from '../fixtures/ingest/pictures.ts';
import { type SampleData, writeSampleData } from '../support/project.ts';

const services = { reporter: silentReporter, signal: new AbortController().signal };
const choices: ImportChoices = { preprocessing: {}, labelsFrom: null, split: 'train' };

let data: SampleData;
let project: Project;

beforeEach(async () => {
  data = await writeSampleData(8);
  project = Project.create(path.join(data.dir, 'import'));
});

function packs(): string[] {
  const dir = project.path('data');
  return existsSync(dir) ? readdirSync(dir) : [];
}

/** A process number that is free by now. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('exit', resolve));
  return child.pid ?? 0;
}

test('while an import goes on nobody sees its rows; then all of them, and another import is refused meanwhile', async () => {
  let seen = -1;
  let refused: unknown;
  const watching = {
    ...services,
    reporter: {
      ...silentReporter,
      progress() {
        seen = project.datasetOrNull() === null ? 0 : project.store.samples.counts(1).ready;
        refused ??= importData(project, [data.data], choices, services).catch((error) => error);
      },
    },
  };
  await importData(project, [data.data], choices, watching);
  expect(seen).toBe(0);
  expect(await refused).toMatchObject({ code: 'busy' });
  expect(project.store.samples.counts(project.dataset().id).ready).toBe(8);
});

test('an import that fails leaves the project as it was', async () => {
  const broken = path.join(data.dir, 'notes.png');
  writeFileSync(broken, 'no picture');
  await expect(importData(project, [broken], choices, services)).rejects.toMatchObject({
    code: 'no-data',
  });
  expect(project.datasetOrNull()).toBeNull();
  expect(project.store.imports.unfinished()).toEqual([]);
  expect(packs()).toEqual([]);
});

test('what a killed import left is removed when the project is opened', async () => {
  await importData(project, [data.data], choices, services);
  const { store } = project;
  const { id } = project.dataset();
  const dead = store.imports.begin();
  const packId = store.datasets.addPack(id, 'data/import-0002.safetensors', 700, dead);
  for (let row = 0; row < 700; row++) {
    const name = `half-${row}.png`;
    const common = { path: name, source: name, split: 'train', importId: dead } as const;
    const original = store.samples.add(id, { ...common, status: 'ready', packId, row });
    const copy = { ...common, path: `copy of ${name}`, status: 'duplicate' } as const;
    store.samples.add(id, { ...copy, duplicateOf: original });
  }
  for (const name of ['safetensors.partial-77', 'thumbnails', 'thumbnails.partial-77']) {
    writeFileSync(project.path(`data/import-0002.${name}`), 'half');
  }
  expect(store.samples.counts(id)).toMatchObject({ ready: 8, duplicate: 0 });
  project.close();
  const db = new Database(project.path('project.db'));
  db.prepare('UPDATE import SET pid = ? WHERE id = ?').run(await deadPid(), dead);
  db.close();
  project = Project.open(project.dir);
  expect(project.store.imports.unfinished()).toEqual([]);
  expect(project.store.samples.counts(id)).toMatchObject({ ready: 8, duplicate: 0 });
  expect(packs()).toEqual(['import-0001.safetensors', 'import-0001.thumbnails']);
});

test('a file that was broken and is imported again takes its place, with its folder as label', async () => {
  const file = path.join(data.data, 'late.png');
  writeFileSync(file, 'not yet');
  await importData(project, [data.data], choices, services);
  const { samples, labels } = project.store;
  const { id } = project.dataset();
  const before = samples.byPath(id, 'late.png');
  expect(before?.status).toBe('skipped');
  writeFileSync(file, await asSharp(greyPicture(1)).png().toBuffer());
  await importData(project, [data.data], choices, services);
  const after = samples.byPath(id, 'late.png');
  expect(after).toMatchObject({ id: before?.id, status: 'ready' });
  expect(samples.counts(id)).toMatchObject({ ready: 9, skipped: 0, duplicate: 0 });
  expect(labels.all(id, 'train')).toEqual([]);
});

test('groups of near duplicates of two imports stay apart', async () => {
  const near = async (folder: string, seed: number): Promise<void> => {
    const dir = path.join(data.dir, folder);
    mkdirSync(dir);
    const picture = asSharp(greyPicture(seed));
    writeFileSync(path.join(dir, `${folder}-a.png`), await picture.clone().png().toBuffer());
    writeFileSync(path.join(dir, `${folder}-b.png`), await picture.gamma(1.05).png().toBuffer());
    await importData(project, [dir], choices, services);
  };
  await near('first', 3);
  await near('second', 9);
  expect(project.store.samples.nearDuplicates(project.dataset().id)).toEqual([
    ['first-a.png', 'first-b.png'],
    ['second-a.png', 'second-b.png'],
  ]);
});
