import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fixture } from '../fixtures/ingest/tables/read-table.ts';
import { openWindow, temporaryHome } from '../support/studio.ts';

/** What there is to read of a sample, as a window asks for it. */

const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const window = openWindow(temporaryHome());
afterAll(async () => await window.studio.close());

async function imported(name: string, at: string): Promise<string> {
  const { project } = await window.call('projects.create', { name, folder: dir });
  const { job } = await window.call('data.import', {
    ...{ project, sources: [{ kind: 'path', path: at }] },
    ...{ labelsFrom: null, split: 'train', preprocessing: {} },
  });
  await window.finished(job);
  return project;
}

async function samplesOf(project: string): Promise<{ sample: number; path: string }[]> {
  const page = {
    filter: {},
    offset: 0,
    limit: 20,
    sort: { by: 'path', descending: false },
  } as const;
  return (await window.call('data.page', { project, ...page })).samples;
}

test('of a row all columns, and not those of its card alone', async () => {
  const file = path.join(dir, 'wine.csv');
  writeFileSync(file, fixture('wine.csv'));
  const project = await imported('wine', file);
  const [first] = await samplesOf(project);
  const { content, left } = await window.call('data.reading', {
    project,
    sample: first?.sample ?? 0,
  });
  expect(left).toBe(0);
  const columns = content !== null && 'columns' in content ? content.columns : [];
  expect(columns).toHaveLength(13);
  expect(columns.map(([name]) => name)).toContain('proline');
  // What is to be told from it is no part of it.
  expect(columns.map(([name]) => name)).not.toContain('target');
  await expect(window.call('data.reading', { project, sample: 10_000 })).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('of a text all of it, and of a very long one the beginning and how much is left', async () => {
  const folder = path.join(dir, 'letters');
  mkdirSync(folder);
  const letter = (i: number): string =>
    `Dear number ${i},\n\n${`we write of matter ${i * 7} once more. `.repeat(30)}\n\nYours`;
  for (let i = 10; i < 22; i++) writeFileSync(path.join(folder, `${i}.txt`), letter(i));
  const long = `Long ago ${'there was a very long tale of it all. '.repeat(2000)}`;
  writeFileSync(path.join(folder, '99.txt'), long);
  const project = await imported('letters', folder);
  const samples = await samplesOf(project);
  const read = async (name: string) =>
    await window.call('data.reading', {
      project,
      sample: samples.find((each) => each.path.endsWith(name))?.sample ?? 0,
    });
  expect(await read('10.txt')).toEqual({ content: { text: letter(10) }, left: 0 });
  const { content, left } = await read('99.txt');
  const text = content !== null && 'text' in content ? content.text : '';
  expect(text.length).toBe(50_000);
  expect(long.startsWith(text)).toBe(true);
  expect(left).toBeGreaterThan(20_000);
});
