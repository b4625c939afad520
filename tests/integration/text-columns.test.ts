import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dataSummary } from '../../main/app/data-summary.ts';
import { importData } from '../../main/app/import-data.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { textColumns } from '../../main/app/text-columns.ts';
import { rawZip } from '../fixtures/ingest/zips.ts';
import { pretext } from '../support/cli.ts';

/** Which column of a table holds the texts, and which their labels, as a person says. */

const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const services = { reporter: silentReporter, signal: new AbortController().signal };
const usual = { preprocessing: {}, labelsFrom: null, split: 'train' } as const;
const words = 'bread river coffee window garden letter music winter table friend'.split(' ');

/** Row `i`: the review is longest, so it is the likeliest text; the topic the likeliest label. */
const row = (i: number) => ({
  title: `About ${words[i % 10]} and ${words[(i * 7) % 9]} number ${i}`,
  review: `The ${words[i % 10]} was warm on day ${i}, and the people near the ${words[(i * 3) % 8]} were kind to all of us who came.`,
  topic: i % 2 === 0 ? 'food' : 'place',
  stars: String((i % 3) + 1),
});
const rows = Array.from({ length: 30 }, (_, i) => row(i));
type Column = keyof ReturnType<typeof row>;
const all: readonly Column[] = ['title', 'review', 'topic', 'stars'];

function written(name: string, columns: readonly Column[] = all): string {
  const file = path.join(dir, name);
  mkdirSync(path.dirname(file), { recursive: true });
  const separator = name.endsWith('.tsv') ? '\t' : ',';
  const line = (cells: readonly string[]): string =>
    cells.map((cell) => `"${cell}"`).join(separator);
  const content = name.endsWith('.jsonl')
    ? rows.map((each) => JSON.stringify(Object.fromEntries(columns.map((c) => [c, each[c]]))))
    : [columns.join(separator), ...rows.map((each) => line(columns.map((c) => each[c])))];
  writeFileSync(file, `${content.join('\n')}\n`);
  return file;
}

/** Texts and labels of a project by row, from 0, and what it has kept. */
function contents(name: string) {
  const project = Project.open(path.join(dir, name));
  try {
    const { id, preprocessing } = project.dataset();
    if (preprocessing.kind !== 'text') throw new Error('no texts');
    const { store } = project;
    const { textColumn, labelColumn } = preprocessing;
    const count = (value: string): number =>
      store.labels.all(id, 'train').filter(({ class_name }) => class_name === value).length;
    return {
      ready: store.samples.counts(id).ready,
      columns: [textColumn, labelColumn],
      labels: { food: count('food'), '1': count('1') },
    };
  } finally {
    project.close();
  }
}

async function imported(name: string, file: string, ...options: string[]) {
  const project = path.join(dir, name);
  if (!existsSync(`${project}.pretext`)) Project.create(project).close();
  return await pretext(['import', project, file, ...options, '--json']);
}

test.each(['reviews.csv', 'reviews.tsv', 'reviews.jsonl'])(
  'columns of %s are taken as they are named, and kept',
  async (name) => {
    const file = written(name);
    const project = name.replace('.', '-');
    const asked = ['--text-column', 'title', '--label-column', 'stars'];
    const answer = await imported(project, file, ...asked);
    expect(answer.code, answer.stderr).toBe(0);
    expect(contents(project)).toEqual({
      ready: 30,
      columns: ['title', 'stars'],
      labels: { food: 0, '1': 10 },
    });
    // The same columns of the next file, without a word.
    writeFileSync(
      path.join(dir, 'more.csv'),
      `title,review,topic,stars\n"Another title of new words","A much longer review of ever so many other words than the title has",food,1\n`,
    );
    const more = await imported(project, path.join(dir, 'more.csv'), '--labels-from', 'column');
    expect(more.code, more.stderr).toBe(0);
    expect(contents(project)).toMatchObject({ ready: 31, labels: { food: 0, '1': 11 } });
    const opened = Project.open(path.join(dir, project));
    const [added] = opened.store.samples
      .withStatus(opened.dataset().id, 'ready')
      .filter(({ path: sample }) => sample.startsWith('more.csv'));
    expect(added?.bytes).toBe('Another title of new words'.length);
    opened.close();
  },
  120_000,
);

test('without a word the likeliest columns are taken', async () => {
  const answer = await imported('likeliest', written('reviews.csv'), '--labels-from', 'column');
  expect(answer.code, answer.stderr).toBe(0);
  expect(contents('likeliest')).toMatchObject({ columns: ['review', 'topic'] });
});

test.each([
  ['--text-column', 'nosuch'],
  ['--label-column', 'nosuch'],
])('%s that is not there is refused, with the columns there are', async (option, wanted) => {
  const answer = await imported('nosuch', written('reviews.csv'), '--kind', 'text', option, wanted);
  expect(answer.code).toBe(2);
  expect(answer.stderr).toContain(
    'reviews.csv has no column "nosuch"; its columns are "title", "review", "topic", "stars"',
  );
  const project = Project.open(path.join(dir, 'nosuch'));
  expect(project.datasetOrNull()).toBeNull();
  project.close();
});

test('what contradicts itself, or the data, is refused', async () => {
  const file = written('reviews.csv');
  const folder = path.join(dir, 'plain');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'a.txt'), 'Some words of a text that is no table.');
  const both = await imported('odd', file, '--text-column', 'title', '--label-column', 'title');
  expect(both.code).toBe(2);
  expect(both.stderr).toContain('"title" cannot hold the texts and their labels');
  const twice = await imported('odd', file, '--labels-from', 'folders', '--label-column', 'stars');
  expect(twice.code).toBe(2);
  expect(twice.stderr).toContain('from folders or from a column');
  const none = await imported('odd', folder, '--text-column', 'title');
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('"title" was asked for, and there is no table');
  const pictures = path.join(import.meta.dirname, '../../resources/samples/fashion-mnist.zip');
  for (const option of ['--text-column', '--label-column']) {
    const refused = await imported('odd', pictures, option, 'title');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/The column "title" .* the data are images/);
  }
}, 120_000);

test('of many tables some may lack a column, but not all', async () => {
  const folder = path.join(dir, 'many');
  written('many/a-labels.csv', ['topic', 'stars']);
  written('many/b-unlabelled.csv', ['title', 'topic']);
  const project = Project.create(path.join(dir, 'some'));
  const columns = { textColumn: 'title', labelColumn: 'stars', labelsFrom: 'column' } as const;
  await expect(
    importData(project, [folder], { ...usual, ...columns, kind: 'text' }, services),
  ).rejects.toMatchObject({
    code: 'bad-usage',
    message: 'b-unlabelled.csv has no column "stars"; its columns are "title", "topic".',
  });
  written('many/c.csv');
  const report = await importData(
    project,
    [folder],
    { ...usual, ...columns, kind: 'text' },
    services,
  );
  expect(report.imported).toBe(30); // the titles of the third are those of the second
  expect(report.skipped).toMatchObject([{ path: 'a-labels.csv', code: 'no-column' }]);
  const { id } = project.dataset();
  expect(project.store.labels.all(id, 'train')).toHaveLength(30);
  project.close();
});

test('a column that is named for a later file is kept from then on', async () => {
  const project = Project.create(path.join(dir, 'later'));
  await importData(project, [written('reviews.csv')], { ...usual, kind: 'text' }, services);
  expect(project.dataset().preprocessing).toMatchObject({ textColumn: 'review' });
  const other = written('titles.csv', ['title', 'topic']);
  await importData(project, [other], { ...usual, textColumn: 'title' }, services);
  expect(project.dataset().preprocessing).toMatchObject({ textColumn: 'title' });
  expect(await textColumns(project, [written('reviews.csv')])).toMatchObject({ text: 'title' });
  project.close();
});

test('what reading did to texts is counted and kept in the project', async () => {
  const file = path.join(dir, 'long.txt');
  writeFileSync(file, 'A text of many words. '.repeat(70_000));
  const project = Project.create(path.join(dir, 'long'));
  const { summary } = await importData(project, [file], { ...usual, kind: 'text' }, services);
  expect(summary.notes).toEqual({ shortened: 1 });
  expect(summary.formats).toEqual({});
  const [sample] = project.store.samples.withStatus(project.dataset().id, 'ready');
  expect(sample?.notes).toBe('["shortened"]');
  expect(project.store.samples.byId(sample?.id ?? 0)?.bytes).toBe(1_000_000);
  expect((await dataSummary(project)).notes).toEqual([{ name: 'shortened', count: 1 }]);
  project.close();
});

test('the window is shown the columns, the likeliest chosen', async () => {
  const seen = await textColumns(null, [written('reviews.csv')]);
  expect(seen).toMatchObject({
    file: 'reviews.csv',
    sampled: 30,
    text: 'review',
    label: 'topic',
    candidates: ['topic', 'stars'],
  });
  expect(seen?.columns).toHaveLength(4);
  expect(seen?.columns[0]).toEqual({ name: 'title', example: rows[0]?.title });
  // Nothing to choose, or no table at all.
  expect(await textColumns(null, [written('only.csv', ['title'])])).toBeNull();
  expect(await textColumns(null, [dir])).toBeNull();
  expect(await textColumns(null, [path.join(dir, 'plain', 'a.txt')])).toBeNull();
  writeFileSync(path.join(dir, 'broken.csv'), Buffer.alloc(500, 1));
  expect(await textColumns(null, [path.join(dir, 'broken.csv')])).toBeNull();
});

test('a table of texts that is alone in a zip or a folder is asked about as it is by itself', async () => {
  const folder = path.join(dir, 'alone');
  const file = written('alone/reviews.csv');
  const zip = path.join(dir, 'reviews.zip');
  writeFileSync(
    zip,
    rawZip([
      { name: 'all/reviews.csv', data: readFileSync(file) },
      { name: 'README.md', data: Buffer.from('Reviews of places.\n') },
    ]),
  );
  const bare = await textColumns(null, [file]);
  expect(bare).toMatchObject({ file: 'reviews.csv', text: 'review', label: 'topic' });
  expect(await textColumns(null, [zip])).toEqual(bare);
  expect(await textColumns(null, [folder])).toEqual(bare);
  const project = Project.create(path.join(dir, 'zipped'));
  await importData(project, [zip], { ...usual, textColumn: 'title' }, services);
  expect(await textColumns(project, [zip])).toMatchObject({ text: 'title' });
  project.close();
});
