import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { beforeEach, expect, test } from 'vitest';
import { migrations } from '../../../main/store/migrations/index.ts';
import { ProjectStore } from '../../../main/store/project-store.ts';

let file = '';
let store: ProjectStore;
let dataset = 0;
beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'pretext-test-')), 'project.db');
  store = ProjectStore.create(file, 'test', '0');
  dataset = store.datasets.create('data', 'images', { size: 28 });
});

function addSample(name: string): number {
  const packId =
    store.datasets.packFiles().length === 0 ? store.datasets.addPack(dataset, 'p', 9) : 1;
  return store.samples.add(dataset, {
    path: name,
    source: `/${name}`,
    status: 'ready',
    split: 'train',
    sha256: name,
    packId,
    row: 0,
  });
}

test('the database is strict, in WAL, with foreign keys and full syncs', () => {
  const db = new Database(file);
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
  expect(db.pragma('user_version', { simple: true })).toBe(migrations.length);
  const tables = db
    .prepare(
      `SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite%'`,
    )
    .all() as { name: string; strict: number }[];
  expect(tables.length).toBeGreaterThan(9);
  expect(tables.every((each) => each.strict === 1)).toBe(true);
  db.close();
  expect(() =>
    store.samples.add(dataset, {
      path: 'x',
      source: 'x',
      status: 'ready',
      split: 'train',
      packId: 99,
      row: 0,
    }),
  ).toThrow(/FOREIGN KEY/);
});

test('a database of a newer program is refused and left as it is', () => {
  store.close();
  const db = new Database(file);
  db.pragma(`user_version = ${migrations.length + 1}`);
  db.close();
  expect(() => ProjectStore.open(file)).toThrow(
    expect.objectContaining({ code: 'too-new', path: file }),
  );
});

test('an older database is migrated after a backup of it, and keeps what it held', () => {
  const old = path.join(path.dirname(file), 'old.db');
  const db = new Database(old);
  for (const sql of migrations.slice(0, 1)) db.exec(sql);
  db.exec(`INSERT INTO project VALUES (1, 'old', '2026', '0');
    INSERT INTO dataset VALUES (1, 'data', 'images', '{}', '2026');
    INSERT INTO run (dataset_id, kind, status, config, seed, code_version, engine_version, device, created_at)
      VALUES (1, 'pretrain', 'finished', '{}', 7, '0', '0', 'cpu', '2026');`);
  db.pragma('user_version = 1');
  db.close();
  const migrated = ProjectStore.open(old);
  expect(migrated.runs.byId(1)).toMatchObject({ seed: 7, data_digest: null });
  migrated.close();
  const backup = new Database(`${old}.before-migration`, { readonly: true });
  expect(backup.pragma('user_version', { simple: true })).toBe(1);
  expect(backup.prepare('SELECT count(*) FROM run').pluck().get()).toBe(1);
  backup.close();
});

test('a file that is no database is refused by name', () => {
  store.close();
  writeFileSync(file, 'not a database, but long enough to look at'.repeat(50));
  expect(() => ProjectStore.open(file)).toThrow(
    expect.objectContaining({ code: 'store', path: file }),
  );
  expect(() => ProjectStore.open(`${file}.gone`)).toThrow(
    expect.objectContaining({ code: 'not-found' }),
  );
});

test('the last label counts, the history keeps all, taking back works', () => {
  const id = addSample('a.png');
  store.labels.give(dataset, id, 'cat', 'csv');
  store.labels.give(dataset, id, 'cat', 'csv');
  store.labels.give(dataset, id, 'dog', 'person');
  expect(store.labels.of(id)).toBe('dog');
  store.labels.give(dataset, id, null, 'person');
  expect(store.labels.of(id)).toBeNull();
  expect(store.labels.all(dataset, 'train')).toEqual([]);
  expect(store.labels.history(id).map((event) => event.class_name)).toEqual(['cat', 'dog', null]);
});

test('a transaction that fails leaves nothing', () => {
  expect(() =>
    store.transaction(() => {
      addSample('a.png');
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(store.samples.counts(dataset).ready).toBe(0);
});

test('runs keep settings, metrics, checkpoints, models and exports', () => {
  const { runs, models } = store;
  const run = runs.create({
    datasetId: dataset,
    parentRunId: null,
    kind: 'pretrain',
    config: { method: 'simclr' },
    seed: 3,
    codeVersion: '1',
    engineVersion: '2',
    device: 'cpu',
    dataDigest: 'abc',
  });
  const loss = (step: number, value: number) => ({ name: 'loss', step, value });
  runs.addMetrics(run, [loss(1, 5), loss(2, 4), loss(3, 3), loss(4, Number.NaN)], 1.5);
  expect(runs.byId(run)?.seconds).toBe(1.5);
  runs.dropMetricsAfter(run, 2);
  expect(runs.metrics(run)).toEqual([loss(1, 5), loss(2, 4)]);
  runs.addCheckpoint(run, 10, 'a');
  runs.addCheckpoint(run, 20, 'b');
  expect(runs.checkpoints(run).map(({ step }) => step)).toEqual([20, 10]);
  runs.end(run, 'finished', { result: { loss: 1 }, seconds: 2.5 });
  expect(runs.byId(run)).toMatchObject({ status: 'finished', seconds: 2.5, pid: null, seed: 3 });
  const model = models.save(run, {
    kind: 'encoder',
    file: 'f',
    classes: [],
    scores: null,
    unsure: null,
  });
  models.addExport(model, 'onnx', '/x', 1e-6);
  expect(models.exports()).toMatchObject([{ format: 'onnx', model_id: model }]);
});

/** A database as an earlier version left it: two samples, and further rows. @returns its file */
function oldDatabase(version: number, rows: string): string {
  store.close();
  const old = path.join(mkdtempSync(path.join(tmpdir(), 'pretext-test-')), 'project.db');
  const db = new Database(old);
  for (const sql of migrations.slice(0, version)) db.exec(sql);
  db.pragma(`user_version = ${version}`);
  db.exec(`
    INSERT INTO dataset (id, name, kind, preprocessing, created_at) VALUES (1, 'd', 'images', '{}', '');
    INSERT INTO pack (id, dataset_id, file, rows, created_at) VALUES (1, 1, 'p', 2, '');
    INSERT INTO sample (id, dataset_id, path, source, status, split, pack_id, row)
      VALUES (1, 1, 'a', '/a', 'ready', 'train', 1, 0), (2, 1, 'b', '/b', 'ready', 'train', 1, 1);
    ${rows}
  `);
  db.close();
  return old;
}

test('labels of a database from before the studio are on their samples afterwards', () => {
  const old = oldDatabase(
    3,
    `
    INSERT INTO class (id, dataset_id, name) VALUES (1, 1, 'one'), (2, 1, 'two');
    INSERT INTO label_event (sample_id, class_id, origin, created_at)
      VALUES (1, 1, 'csv', ''), (1, 2, 'person', ''), (2, 1, 'csv', ''), (2, NULL, 'person', '');
  `,
  );
  const migrated = ProjectStore.open(old);
  expect(migrated.labels.all(1, 'train')).toEqual([{ sample_id: 1, class_name: 'two' }]);
  expect(migrated.lists.count(1, { labelled: true })).toBe(1);
  expect(migrated.classes.all(1).map(({ train }) => train)).toEqual([0, 1]);
  migrated.close();
});

test('lists leave out what an unfinished import has brought so far', () => {
  addSample('seen');
  const importId = store.imports.begin();
  store.samples.add(dataset, {
    path: 'not yet',
    source: '/x',
    status: 'ready',
    split: 'train',
    packId: 1,
    row: 1,
    importId,
  });
  const order = { by: 'path', descending: false } as const;
  expect(store.lists.count(dataset, {})).toBe(1);
  expect(store.lists.ids(dataset, {}, order, 0, -1)).toHaveLength(1);
  expect(store.lists.spread(dataset, {}, 8)).toHaveLength(1);
  store.imports.finish(importId);
  expect(store.lists.count(dataset, {})).toBe(2);
  expect(store.lists.ids(dataset, {}, order, 0, -1)).toHaveLength(2);
});

test('edits of a database from before labels could be taken back are there afterwards, and can be undone', () => {
  const old = oldDatabase(
    5,
    `
    INSERT INTO class (id, dataset_id, name) VALUES (1, 1, 'coat'), (2, 1, 'shirt');
    INSERT INTO edit (id, kind, title, state, created_at)
      VALUES (3, 'labels', 'two', 'done', '1'), (7, 'exclusion', 'one', 'undone', '2');
    INSERT INTO edit_sample (edit_id, sample_id, before, after)
      VALUES (3, 1, NULL, '1'), (3, 2, '2', '1'), (7, 1, 'ready', 'excluded');
  `,
  );
  let migrated = ProjectStore.open(old);
  expect(migrated.edits.toUndo('labels')).toMatchObject({ id: 3, title: 'two', created_at: '1' });
  expect(migrated.edits.samples(3)).toEqual([
    { sample_id: 1, before: null, after: '1' },
    { sample_id: 2, before: '2', after: '1' },
  ]);
  expect(migrated.edits.toRedo('exclusion')).toMatchObject({ id: 7, state: 'undone' });
  // Numbers go on from where they were.
  const edit = migrated.edits.begin('taken_back', '1 label taken back');
  expect(edit).toBe(8);
  migrated.edits.addSample(edit, { sample_id: 1, before: null, after: '1' });
  migrated.takenBack.add(1, 1);
  migrated.takenBack.add(1, 1);
  migrated.close();
  migrated = ProjectStore.open(old);
  expect(migrated.takenBack.all()).toEqual([{ sample_id: 1, class_id: 1 }]);
  expect(migrated.takenBack.has(1, 2)).toBe(false);
  expect(migrated.takenBack.since('2000')).toBe(1);
  expect(migrated.takenBack.since('9000')).toBe(0);
  migrated.takenBack.remove(1, 1);
  expect(migrated.takenBack.all()).toEqual([]);
  migrated.close();
  const check = new Database(old);
  expect(check.pragma('foreign_key_check')).toEqual([]);
  expect(() => check.exec(`DELETE FROM edit WHERE id = 3`)).not.toThrow();
  expect(check.prepare('SELECT edit_id FROM edit_sample').pluck().all()).toEqual([7, 8]);
  check.close();
});

test('a data set of an older database keeps its rows and all that refer to it; new ones are of any kind', () => {
  const old = path.join(mkdtempSync(path.join(tmpdir(), 'pretext-test-')), 'old.db');
  const db = new Database(old);
  for (const sql of migrations.slice(0, 7)) db.exec(sql);
  db.pragma('user_version = 7');
  db.exec(`
    INSERT INTO project VALUES (1, 'old', '1', '0.1');
    INSERT INTO dataset (id, name, kind, preprocessing, created_at) VALUES (3, 'pictures', 'images', '{"size":28}', '1');
    INSERT INTO class (id, dataset_id, name) VALUES (1, 3, 'cat');
    INSERT INTO sample (id, dataset_id, path, source, status, split, reason)
      VALUES (5, 3, 'a.png', '/a.png', 'skipped', 'train', 'is empty');
  `);
  db.close();
  const migrated = ProjectStore.open(old);
  expect(migrated.datasets.first()).toMatchObject({ id: 3, name: 'pictures', kind: 'images' });
  expect(migrated.samples.byId(5)).toMatchObject({ path: 'a.png' });
  const table = migrated.datasets.create('wine', 'tables', {});
  expect(table).toBe(4);
  expect(() => migrated.datasets.create('smells', 'smells' as never, {})).toThrow(/CHECK/);
  migrated.close();
  const after = new Database(old);
  expect(after.pragma('foreign_key_check')).toEqual([]);
  after.pragma('foreign_keys = ON');
  // What refers to it is still bound to it.
  expect(() => after.exec("INSERT INTO class (dataset_id, name) VALUES (99, 'x')")).toThrow(
    /FOREIGN KEY/,
  );
  after.exec('DELETE FROM dataset WHERE id = 3');
  expect(after.prepare('SELECT count(*) FROM sample').pluck().get()).toBe(0);
  after.close();
});

test('labels of an older database are classes, and can be read as numbers', () => {
  const old = oldDatabase(
    8,
    `
    INSERT INTO class (id, dataset_id, name) VALUES (1, 1, '3.5'), (2, 1, 'unused');
    INSERT INTO label_event (sample_id, class_id, origin, created_at) VALUES (2, 1, 'csv', '');
  `,
  );
  const migrated = ProjectStore.open(old);
  const { datasets, labels } = migrated;
  expect(datasets.first()?.target).toBe('class');
  expect(labels.namesInUse(1)).toEqual(['3.5']);
  datasets.setTarget(1, 'number');
  expect(datasets.first()?.target).toBe('number');
  expect(labels.all(1, 'train')).toEqual([{ sample_id: 2, class_name: '3.5' }]);
  expect(() => datasets.setTarget(1, 'colour' as never)).toThrow(/CHECK/);
  migrated.close();
});

test('a migration that would leave rows without what they refer to changes nothing', () => {
  const old = path.join(mkdtempSync(path.join(tmpdir(), 'pretext-test-')), 'broken.db');
  const db = new Database(old);
  for (const sql of migrations.slice(0, 7)) db.exec(sql);
  db.pragma('user_version = 7');
  db.pragma('foreign_keys = OFF');
  db.exec("INSERT INTO class (dataset_id, name) VALUES (9, 'nobody')");
  db.close();
  expect(() => ProjectStore.open(old)).toThrow(/class refer to rows of dataset/);
  const after = new Database(old);
  expect(after.pragma('user_version', { simple: true })).toBe(7);
  after.close();
});
