import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { recognizedKind } from '../../main/app/data-kinds/registry.ts';
import { importData } from '../../main/app/import-data.ts';
import { importedColumns } from '../../main/app/imported-columns.ts';
import { labelFromCsv } from '../../main/app/label-data.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { importSample } from '../../main/app/sample-project.ts';
import { tableColumns } from '../../main/app/table-columns.ts';
import { giveSettled } from '../../main/app/target.ts';
import type { CallInput } from '../../shared/contract/contract.ts';
import { zipEndBytes } from '../../shared/zip-end.ts';
import { rawZip } from '../fixtures/ingest/zips.ts';
import { pretext } from '../support/cli.ts';
import { openWindow } from '../support/studio.ts';

/** Types of columns, and the column of labels, set by hand in the terminal. */

const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const file = path.join(dir, 'wine.csv');
copyFileSync(path.join(import.meta.dirname, '../fixtures/ingest/tables/wine.csv'), file);

async function imported(name: string, ...options: string[]) {
  return await pretext(['import', path.join(dir, name), file, ...options, '--json']);
}

/** What a project holds: types of the columns that are learnt from, the label column, rows and labels. */
function contents(name: string) {
  const project = Project.open(path.join(dir, name));
  try {
    const { id, preprocessing, target } = project.dataset();
    if (preprocessing.kind !== 'tables') throw new Error('no table');
    return {
      types: new Map(preprocessing.columns.map((each) => [each.name, each.type] as const)),
      target,
      label: preprocessing.label,
      rows: project.store.samples.counts(id).ready,
      labels: project.store.labels.all(id, 'train').length,
    };
  } finally {
    project.close();
  }
}

async function newProject(name: string): Promise<void> {
  const answer = await pretext(['project', 'create', path.join(dir, name)]);
  expect(answer.code, answer.stderr).toBe(0);
}

const seen = z.object({
  rows: z.int(),
  label: z.string().nullable(),
  columns: z.array(z.object({ name: z.string(), type: z.string(), examples: z.array(z.string()) })),
});

test('columns are shown with what they were found to hold, and what was said of them', async () => {
  const answer = await pretext(['columns', file, '--column', 'ash=category', '--json']);
  expect(answer.code, answer.stderr).toBe(0);
  const { rows, label, columns } = seen.parse(answer.json);
  expect([rows, label, columns.length]).toEqual([178, 'target', 14]);
  expect(columns.slice(0, 3).map(({ type }) => type)).toEqual(['number', 'number', 'category']);
  expect(columns[0]?.examples).toEqual(['14.23', '13.2', '13.16']);
});

test('an import takes columns as they were set, and labels from the column that was named', async () => {
  await newProject('set');
  const types = ['--column', 'alcohol=skip', '--column', 'magnesium=category'];
  const answer = await imported('set', ...types, '--label-column', 'target');
  expect(answer.code, answer.stderr).toBe(0);
  const { types: used, ...rest } = contents('set');
  expect(rest).toEqual({ label: 'target', target: 'class', rows: 178, labels: 178 });
  expect(used.has('alcohol')).toBe(false);
  expect(used.get('magnesium')).toBe('category');
  expect(used.get('ash')).toBe('number');
});

test('columns are corrected by a second import in place of the first, until something was done with it', async () => {
  await newProject('again');
  expect((await imported('again')).code).toBe(0);
  expect(contents('again')).toMatchObject({ label: 'target', rows: 178, labels: 0 });
  const corrected = await imported('again', '--column', 'hue=skip', '--label-column', 'target');
  expect(corrected.code, corrected.stderr).toBe(0);
  const after = contents('again');
  expect(after).toMatchObject({ label: 'target', rows: 178, labels: 178 });
  expect(after.types.has('hue')).toBe(false);
  // Nothing is left of the first one.
  const packs = readdirSync(path.join(dir, 'again.pretext', 'data'));
  expect(packs.filter((name) => name.endsWith('.safetensors'))).toHaveLength(1);

  const labelled = await pretext(['label', path.join(dir, 'again'), 'wine.csv, row 2', 'mine']);
  expect(labelled.code, labelled.stderr).toBe(0);
  const refused = await imported('again', '--column', 'ash=skip');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('cannot be corrected any more');
  expect(refused.stderr).toContain('new project');
  expect(contents('again')).toEqual(after);
  // What is asked for is there already: nothing to correct.
  const same = await imported('again', '--column', 'hue=skip');
  expect(same.code, same.stderr).toBe(0);
});

test('what the window shows before an import is what the project has, and whether it can be corrected', async () => {
  const project = Project.open(path.join(dir, 'again'));
  const shown = await tableColumns(project, [file]);
  expect(shown).toMatchObject({ file: 'wine.csv', rows: 178, label: 'target', fixed: true });
  const typeOf = (name: string) => shown?.columns.find((column) => column.name === name)?.type;
  expect([typeOf('hue'), typeOf('ash'), typeOf('target')]).toEqual(['skip', 'number', 'category']);
  expect(await tableColumns(project, [path.join(dir, 'again.pretext')])).toBeNull();
  project.close();
  expect(await tableColumns(null, [file])).toMatchObject({ label: 'target', fixed: false });
});

test('bad rows are counted truly, in the terminal, in the project and in the window', async () => {
  const ragged = path.join(dir, 'ragged.csv');
  const wine = readFileSync(file, 'utf8').trimEnd();
  writeFileSync(ragged, `${wine}\n${'1,2\n'.repeat(750)}`);
  await newProject('ragged');
  const at = path.join(dir, 'ragged');
  const answer = await pretext(['import', at, ragged, '--json']);
  expect(answer.code, answer.stderr).toBe(0);
  const samples = { imported: 178, skipped: 750 };
  expect(answer.json).toMatchObject({ samples, summary: { skipped: { 'bad-row': 750 } } });
  const { skipped } = z
    .object({ skipped: z.array(z.object({ path: z.string() })) })
    .parse(answer.json);
  expect(skipped.map((each) => each.path).slice(98)).toEqual([
    'ragged.csv, row 278',
    'ragged.csv, row 279',
    'ragged.csv, further rows',
  ]);
  const shown = await pretext(['project', 'info', at]);
  expect(shown.stdout).toContain('750 rows skipped');
  const check = await pretext(['check', at, '--json']);
  expect(check.json).toMatchObject({ samples: { ready: 178, skipped: 750 } });

  const window = openWindow();
  const { project: id } = await window.call('projects.create', { name: 'Ragged', folder: null });
  const sources = [{ kind: 'path' as const, path: ragged }];
  const wishes = { labelsFrom: null, split: 'train', preprocessing: {} } as const;
  const { job } = await window.call('data.import', { project: id, sources, ...wishes });
  const { result } = await window.finished(job);
  expect(result).toMatchObject({ kind: 'import', imported: 178, skipped: 750 });
  const summary = await window.call('data.summary', { project: id });
  expect(summary.counts).toMatchObject({ ready: 178, skipped: 750 });
  expect(summary.skipped).toEqual([{ name: 'bad-row', count: 750 }]);
  await window.studio.close();
});

test('a table alone in a folder or a zip is that table; of several it is said what to do', async () => {
  const folder = path.join(dir, 'data of mine');
  mkdirSync(path.join(folder, 'deep'), { recursive: true });
  copyFileSync(file, path.join(folder, 'deep', 'wine.csv'));
  writeFileSync(
    path.join(folder, 'README.md'),
    'Wines of one region, what is in them.\n'.repeat(40),
  );
  writeFileSync(path.join(folder, 'LICENCE.txt'), 'Do with them what you like.\n'.repeat(40));
  writeFileSync(path.join(folder, '.DS_Store'), 'x');
  expect(await tableColumns(null, [folder])).toMatchObject({ file: 'wine.csv', rows: 178 });
  await newProject('folder');
  const at = path.join(dir, 'folder');
  const answer = await pretext(['import', at, folder, '--json']);
  expect(answer.code, answer.stderr).toBe(0);
  expect(answer.json).toMatchObject({
    samples: { imported: 178 },
    preprocessing: { kind: 'tables' },
  });

  copyFileSync(file, path.join(folder, 'more.csv'));
  expect(await tableColumns(null, [folder])).toBeNull();
  await newProject('several');
  const into = path.join(dir, 'several');
  const several = await pretext(['import', into, folder]);
  expect(several.code).toBe(2);
  expect(several.stderr).toContain(
    '2 tables were given, and one is read at a time: more.csv, wine.csv.',
  );
  const both = await pretext(['import', into, file, path.join(folder, 'more.csv')]);
  expect(both.stderr).toContain('one is read at a time: wine.csv, more.csv.');
  const zip = path.join(dir, 'packed.zip');
  const entry = (name: string) => ({ name, data: readFileSync(file) });
  const aside = (name: string) => ({
    name,
    data: Buffer.from('Wines of one region.\n'.repeat(40)),
  });
  const besides = ['wine/README.txt', 'wine/LICENCE', '__MACOSX/wine/._wine.csv'].map(aside);
  writeFileSync(zip, rawZip([...besides, entry('wine/wine.csv')]));
  expect(await tableColumns(null, [zip])).toMatchObject({ file: 'wine.csv', rows: 178 });
  expect((await pretext(['columns', zip, '--json'])).json).toMatchObject({ rows: 178 });
  const packed = await pretext(['import', into, zip, '--json']);
  expect(packed.code, packed.stderr).toBe(0);
  expect(packed.json).toMatchObject({
    samples: { imported: 178 },
    preprocessing: { kind: 'tables' },
  });
  // It is the table that it would be unpacked.
  const unpacked = await pretext(['import', into, file, '--json']);
  expect(unpacked.json).toMatchObject({ samples: { imported: 0, duplicates: 178 } });
  // Another table of the same name takes its place, which is said.
  const [head, ...rows] = readFileSync(file, 'utf8').trim().split('\n');
  const other = [head, ...rows.slice(0, 3).map((row) => `9${row}`)].join('\n');
  writeFileSync(zip, rawZip([{ name: 'wine.csv', data: Buffer.from(other) }]));
  const again = await pretext(['import', into, zip, '--json']);
  expect(again.json).toMatchObject({
    samples: { imported: 3 },
    notes: [expect.stringContaining('3 rows took the place of earlier ones of the same name.')],
  });
  writeFileSync(zip, rawZip([entry('wine.csv'), entry('more.csv')]));
  const two = await pretext(['import', into, zip]);
  expect(two.code).toBe(2);
  expect(two.stderr).toContain(
    '2 tables were given, and one is read at a time: wine.csv, more.csv.',
  );
  expect(two.stderr).toContain('Unpack them, and give one');
  const none = await pretext([
    'import',
    into,
    path.join(dir, 'folder.pretext'),
    '--kind',
    'tables',
  ]);
  expect(none.stderr).toContain(
    'folder.pretext is no table, nor a folder or a zip archive with a table alone in it.',
  );
  // Pictures with a list of their labels are pictures.
  writeFileSync(path.join(folder, 'a.png'), 'x');
  expect(await recognizedKind([folder])).toBe('images');
});

test('what looks like texts is a table where a person says so, and in a project of tables', async () => {
  const remarks = path.join(dir, 'remarks.csv');
  const rows = Array.from({ length: 60 }, (_, i) =>
    [
      `They came ${i * 7} times and the ${i}th time they said nothing of it at all`,
      i % 2 === 0 ? 'yes' : 'no',
    ].join(','),
  );
  writeFileSync(remarks, ['remark,answer', ...rows].join('\n'));
  expect(await tableColumns(null, [remarks])).toBeNull();
  expect(await tableColumns(null, [remarks], { kind: 'text' })).toBeNull();
  const asTable = { file: 'remarks.csv', rows: 60, fixed: false };
  expect(await tableColumns(null, [remarks], { kind: 'tables' })).toMatchObject(asTable);
  // Whatever it is called.
  const plain = path.join(dir, 'remarks.txt');
  copyFileSync(remarks, plain);
  expect(await tableColumns(null, [plain], { kind: 'tables' })).toMatchObject({
    file: 'remarks.txt',
  });
  expect(await tableColumns(null, [dir], { kind: 'tables' })).toBeNull();
  expect(await tableColumns(null, [remarks, plain], { kind: 'tables' })).toBeNull();

  // “Add the file again”, to correct a column.
  const project = Project.create(path.join(dir, 'remarks'));
  const services = { reporter: silentReporter, signal: new AbortController().signal };
  const wishes = { kind: 'tables', preprocessing: {}, labelsFrom: null, split: 'train' } as const;
  await importData(project, [remarks], { ...wishes, labelColumn: null }, services);
  expect(await tableColumns(project, [remarks])).toMatchObject({ ...asTable, label: null });
  // A project has its own kind, whatever a person says.
  expect(await tableColumns(project, [remarks], { kind: 'text' })).toMatchObject(asTable);
  const columns = new Map([['answer', 'skip' as const]]);
  await expect(importData(project, [remarks], { ...wishes, columns }, services)).rejects.toThrow(
    'no column that can be learnt from',
  );
  project.close();
  const texts = Project.create(path.join(dir, 'texts'));
  await importData(texts, [remarks], { ...wishes, kind: 'text' }, services);
  expect(await tableColumns(texts, [remarks], { kind: 'tables' })).toBeNull();
  texts.close();
});

test('what every column of an imported table holds is kept, those too that are not learnt from', async () => {
  const project = Project.create(path.join(dir, 'kept'));
  expect(importedColumns(project)).toBeNull();
  const people = path.join(dir, 'people.csv');
  const rows = Array.from({ length: 40 }, (_, i) =>
    [
      ...[`K${i * 37}`, i % 4 === 0 ? '' : 1.5 * i, i % 3 === 0 ? 'red' : 'blue', 'x'],
      ...[`She came ${i} times and said nothing of it`, i % 2 === 0 ? 'yes' : 'no'],
    ].join(','),
  );
  writeFileSync(people, ['person_id,height,colour,same,remark,label', ...rows].join('\n'));
  const services = { reporter: silentReporter, signal: new AbortController().signal };
  // A column of texts alone would make texts of it.
  const wishes = { kind: 'tables', preprocessing: {}, labelsFrom: null, split: 'train' } as const;
  const columns = new Map([['colour', 'skip' as const]]);
  await importData(project, [people], { ...wishes, columns }, services);

  const kept = importedColumns(project);
  expect(kept).toMatchObject({
    file: 'people.csv',
    looked: { rows: 40, sampled: 40 },
    fixed: false,
  });
  expect(kept?.columns.map(({ name, type, use, missing }) => [name, type, use, missing])).toEqual([
    ['person_id', 'id', 'kept-out', 0],
    ['height', 'number', 'learnt', 10],
    ['colour', 'skip', 'kept-out', 0],
    ['same', 'constant', 'kept-out', 0],
    ['remark', 'text', 'kept-out', 0],
    ['label', 'category', 'label', 0],
  ]);
  expect(kept?.columns.map(({ reason }) => reason)).toContain('It was set by hand.');

  // A later table changes nothing of it, and of an older project the columns that are used are known.
  writeFileSync(path.join(dir, 'more.csv'), 'height,label\n7.25,yes\n8.5,no\n');
  await importData(project, [path.join(dir, 'more.csv')], wishes, services);
  expect(importedColumns(project)).toEqual(kept);
  project.store.datasets.setTableColumns(project.dataset().id, null);
  expect(importedColumns(project)).toMatchObject({
    looked: null,
    columns: [
      { name: 'height', type: 'number', reason: null, missing: null, use: 'learnt' },
      { name: 'label', type: null, reason: null, missing: null, use: 'label' },
    ],
  });
  project.close();
});

test('labels that stand in a column can come later', async () => {
  await newProject('later');
  expect((await imported('later')).code).toBe(0);
  expect(contents('later').labels).toBe(0);
  const again = await imported('later', '--labels-from', 'column');
  expect(again.code, again.stderr).toBe(0);
  expect(contents('later')).toMatchObject({ rows: 178, labels: 178 });
});

test('a column that is not there and a type that is none are refused by name', async () => {
  await newProject('wrong');
  const unknown = await imported('wrong', '--column', 'colour=number');
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('wine.csv has no column "colour"; its columns are "alcohol"');
  const label = await imported('wrong', '--label-column', 'colour');
  expect(label.code).toBe(2);
  expect(label.stderr).toContain('has no column "colour"');
  const type = await imported('wrong', '--column', 'ash=colour');
  expect(type.code).toBe(2);
  expect(type.stderr).toContain('number, category, date, text, id, skip');
});

test('labels in a column of numbers are numbers, and classes only when they are said to be', async () => {
  await newProject('numbers');
  const label = ['--label-column', 'proline'];
  const numbers = await imported('numbers', ...label);
  expect(numbers.code, numbers.stderr).toBe(0);
  expect(contents('numbers')).toMatchObject({ labels: 178, target: 'number' });
  await newProject('codes');
  const refused = await imported('codes', ...label, '--target', 'class');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('"proline" of wine.csv holds numbers');
  expect(refused.stderr).toContain('set the column to categories');
  const said = await imported('codes', ...label, '--column', 'proline=category');
  expect(said.code, said.stderr).toBe(0);
  expect(contents('codes')).toMatchObject({ labels: 178, target: 'class' });
});

test('numbers of other rows say nothing of what labels are here', async () => {
  const csv = path.join(dir, 'others.csv');
  const labels = (name: string): string =>
    ['path,label', ...Array.from({ length: 12 }, (_, i) => `"${name}, row ${i + 2}",${i}.5`)].join(
      '\n',
    );
  const project = Project.create(path.join(dir, 'others'));
  const services = { reporter: silentReporter, signal: new AbortController().signal };
  const choices = { preprocessing: {}, labelsFrom: null, split: 'train' } as const;
  await importData(project, [file], choices, services);
  const give = async (name: string) => {
    writeFileSync(csv, labels(name));
    return await giveSettled(project, null, csv, (found) => {
      expect(found).toContain('a number is learnt');
      return labelFromCsv(project, csv, null);
    });
  };
  expect((await give('beer.csv')).labelled).toBe(0);
  expect(project.dataset().target).toBe('class');
  expect((await give('wine.csv')).labelled).toBe(12);
  expect(project.dataset().target).toBe('number');
  project.close();
});

test('the sample table comes with test labels, and with training labels on request', async () => {
  const project = Project.create(path.join(dir, 'cells'));
  const services = { reporter: silentReporter, signal: new AbortController().signal };
  const report = await importSample(project, 'cells', true, services);
  expect(report.skipped).toEqual([]);
  const { id, preprocessing } = project.dataset();
  expect(preprocessing).toMatchObject({ kind: 'tables', label: 'diagnosis' });
  const count = (split: 'train' | 'test') => project.store.labels.all(id, split).length;
  expect([count('train'), count('test')]).toEqual([20, 171]);
  expect(project.store.samples.counts(id)).toMatchObject({ ready: 569, train: 398, test: 171 });
  project.close();
});

test('the window asks of a zip as of the table that is in it, and corrects its columns', async () => {
  const window = openWindow();
  const zip = path.join(dir, 'alone.zip');
  writeFileSync(zip, rawZip([{ name: 'wine/wine.csv', data: readFileSync(file) }]));
  const alone = async (given: CallInput<'data.tableAlone'>['given']): Promise<boolean> =>
    (await window.call('data.tableAlone', { given })).alone;
  expect(await alone({ kind: 'path', path: zip })).toBe(true);
  // A browser has the zip, and sends its names.
  expect(await alone({ kind: 'zip-end', bytes: readFileSync(zip) })).toBe(true);
  const sources = [{ kind: 'path' as const, path: zip }];
  const asked = { project: null, sources };
  const bare = { project: null, sources: [{ kind: 'path' as const, path: file }] };
  expect((await window.call('data.columns', asked)).table).toEqual(
    (await window.call('data.columns', bare)).table,
  );
  const { project } = await window.call('projects.create', { name: 'Alone', folder: null });
  const usual = { project, sources, labelsFrom: null, split: 'train', preprocessing: {} } as const;
  await window.finished((await window.call('data.import', usual)).job);
  const columns = [{ name: 'alcohol', type: 'skip' as const }];
  await window.finished((await window.call('data.import', { ...usual, columns })).job);
  const { table } = await window.call('data.columns', { project, sources });
  expect(table).toMatchObject({ file: 'wine.csv', label: 'target', fixed: false });
  expect(table?.columns[0]).toMatchObject({ name: 'alcohol', type: 'skip' });
  await window.studio.close();
});

test('a zip of anything else is not asked about, and no more of it is read than its names', async () => {
  const window = openWindow();
  const many = path.join(dir, 'pictures.zip');
  const picture = (i: number) => ({ name: `cats/${i}.png`, data: Buffer.from(`picture ${i}`) });
  const pictures = Array.from({ length: 3000 }, (_, i) => picture(i));
  writeFileSync(
    many,
    rawZip([{ name: 'labels.csv', data: Buffer.from('a,b\n1,2\n') }, ...pictures]),
  );
  const zips: [entries: string[], alone: boolean][] = [
    [['a.csv', 'b.csv'], false],
    [['a.csv', 'b.png'], false],
    [['a.txt'], false],
    [['README.md'], false],
    [['a.CSV', 'README.md', '__MACOSX/._a.csv'], true],
    [['texts.json'], true],
    [['a.xlsx'], true],
  ];
  const alone = async (given: CallInput<'data.tableAlone'>['given']): Promise<boolean> =>
    (await window.call('data.tableAlone', { given })).alone;
  for (const [names, expected] of zips) {
    const zip = rawZip(names.map((name) => ({ name, data: Buffer.from('x') })));
    expect(await alone({ kind: 'zip-end', bytes: zip }), names.join()).toBe(expected);
  }
  expect(await alone({ kind: 'path', path: many })).toBe(false);
  expect(await alone({ kind: 'zip-end', bytes: readFileSync(many).subarray(-zipEndBytes) })).toBe(
    false,
  );
  expect(await alone({ kind: 'zip-end', bytes: Buffer.from('no zip at all') })).toBe(false);
  expect(await alone({ kind: 'path', path: path.join(dir, 'gone.zip') })).toBe(false);
  await expect(
    alone({ kind: 'zip-end', bytes: new Uint8Array(zipEndBytes + 1) }),
  ).rejects.toMatchObject({ code: 'bad-input' });
  await window.studio.close();
});

const trees = (name: string): string => {
  const at = path.join(dir, name);
  const rows = Array.from({ length: 60 }, (_, i) =>
    [((i * 37) % 101) / 4, ((i * 53) % 97) / 3, ['oak', 'ash', 'elm'][(i * 7) % 3]].join(),
  );
  writeFileSync(at, ['height,girth,tree', ...rows].join('\n'));
  return at;
};

test('of a column that looks like a class it is said that it is learnt from, and how to keep it out', async () => {
  const at = trees('trees.csv');
  expect(await tableColumns(null, [at])).toMatchObject({
    ...{ label: null, labelReason: null },
    lookalike: { column: 'tree', values: 3 },
  });
  expect(await tableColumns(null, [file])).toMatchObject({
    ...{ label: 'target', labelReason: 'Its name says so; 3 classes.' },
    lookalike: { column: 'target' },
  });
  const line =
    '“tree” looks like a class (3 values), and is learnt from. If it is what is to be told: --label-column "tree".';
  await newProject('trees');
  const project = path.join(dir, 'trees');
  const learnt = await pretext(['import', project, at]);
  expect(learnt.stdout).toContain(`  ${line}`);
  expect(contents('trees')).toMatchObject({ label: null });
  expect(contents('trees').types.get('tree')).toBe('category');
  expect((await pretext(['columns', at])).stdout).toContain(line);
  const left = await pretext(['columns', at, '--column', 'tree=skip', '--json']);
  expect(left.json).toMatchObject({ label_found: { column: null, looks_like_class: null } });
  // Once a person has said which one it is, there is nothing more to say.
  const named = await pretext(['import', project, at, '--label-column', 'tree']);
  expect(named.stdout).not.toContain('tree');
  expect(contents('trees')).toMatchObject({ label: 'tree', labels: 60 });
  expect(contents('trees').types.has('tree')).toBe(false);

  await newProject('named');
  const wine = await pretext(['import', path.join(dir, 'named'), file]);
  expect(wine.stdout).toContain(
    '“target” is what is to be told, so it is not learnt from. Its name says so; 3 classes.',
  );
});
