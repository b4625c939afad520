import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixture } from '../fixtures/ingest/tables/read-table.ts';
import { openWindow, temporaryHome } from '../support/studio.ts';

/** What is found in a table without labels, and what to label first, through the calls of the window: wine of scikit-learn. */

const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const window = openWindow(temporaryHome());
const kinds = fixture('wine.csv')
  .toString()
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').at(-1) ?? '');
let project = '';
let run = 0;
/** Kind of wine by sample; the app knows nothing of it. */
const kindOf = new Map<number, string>();

beforeAll(async () => {
  ({ project } = await window.call('projects.create', { name: 'Wine', folder: dir }));
  const file = path.join(dir, 'wine.csv');
  writeFileSync(file, fixture('wine.csv'));
  const { job } = await window.call('data.import', {
    ...{ project, sources: [{ kind: 'path', path: file }] },
    ...{ labelsFrom: null, split: 'train', preprocessing: {} },
  });
  await window.finished(job);
  const { samples } = await window.call('data.page', {
    ...{ project, filter: {}, sort: { by: 'added', descending: false }, offset: 0, limit: 1000 },
  });
  for (const [i, { sample }] of samples.entries()) kindOf.set(sample, kinds[i] ?? '');
  const choices = { task: 'simclr', encoder: 'mlp', steps: 60 };
  const started = await window.call('runs.startPretrain', { project, choices });
  await window.finished(started.job);
  ({ run } = started);
}, 600_000);
afterAll(async () => await window.studio.close());

/** The share of pairs that are alike, of those that were put together. */
function shareAlike(pairs: readonly (readonly [number, number])[]): number {
  const alike = pairs.filter(([a, b]) => kindOf.get(a) === kindOf.get(b));
  return alike.length / pairs.length;
}

test('rows have embeddings, in which nearest ones are mostly of one kind, and a map', async () => {
  const { job } = await window.call('explore.computeMap', { project, run });
  await window.finished(job);
  const { map } = await window.call('explore.map', { project, run });
  expect([...(map?.ids ?? [])].sort((a, b) => a - b)).toEqual([...kindOf.keys()]);
  expect(map?.coordinates).toHaveLength(2 * 178);
  expect(map?.coordinates.every(Number.isFinite)).toBe(true);
  const pairs: [number, number][] = [];
  // Each call starts a process.
  for (const sample of [...kindOf.keys()].filter((_, i) => i % 89 === 0)) {
    const asked = { project, run, sample, count: 20 };
    const { neighbours } = await window.call('explore.neighbours', asked);
    for (const near of neighbours) pairs.push([sample, near.sample]);
  }
  // By chance 34 %.
  expect(shareAlike(pairs)).toBeGreaterThan(0.7);
}, 300_000);

test('clusters of rows follow the kinds, and unusual rows are listed with usual ones beside them', async () => {
  const asked = { project, run, algorithm: 'k-means', count: 3, smallest: null };
  await window.finished((await window.call('explore.findClusters', asked)).job);
  const { clusters } = await window.call('explore.clusters', { project, run });
  expect(clusters).toMatchObject({ algorithm: 'k-means', count: 3, outdated: false });
  const ids = [...(clusters?.ids ?? [])];
  const together = ids.flatMap((a, i) =>
    ids
      .slice(i + 1)
      .flatMap((b, j) =>
        clusters?.assignment[i] === clusters?.assignment[i + 1 + j] ? [[a, b] as const] : [],
      ),
  );
  expect(shareAlike(together)).toBeGreaterThan(0.7);

  // The map has looked for them.
  const { anomalies } = await window.call('explore.anomalies', { project, run });
  expect(anomalies?.ids).toHaveLength(178);
  expect(anomalies?.outdated).toBe(false);
  const first = anomalies?.ids.indexOf(anomalies.listed[0] ?? 0) ?? -1;
  expect(anomalies?.scores[first]).toBe(1);
  expect(anomalies?.usual).toHaveLength(
    (anomalies?.usualCount ?? 0) * (anomalies?.listed.length ?? 0),
  );
}, 300_000);

test('what to label first is of every kind, and follows the labels once there are some', async () => {
  const ask = { project, run, count: 9 };
  const { suggestions } = await window.call('labels.suggest', ask);
  const first = suggestions.map(({ sample }) => sample);
  expect(new Set(first).size).toBe(9);
  expect(new Set(first.map((sample) => kindOf.get(sample)))).toEqual(new Set(kinds));
  expect(suggestions.every(({ between }) => between === null)).toBe(true);

  for (const kind of new Set(kinds)) {
    const { class: id } = await window.call('labels.createClass', { project, name: kind });
    const samples = first.filter((sample) => kindOf.get(sample) === kind);
    await window.call('labels.give', { project, samples, class: id });
  }
  const after = await window.call('labels.suggest', { ...ask, strategy: 'margin' });
  expect(after.suggestions).toHaveLength(9);
  for (const { sample, between } of after.suggestions) {
    expect(first).not.toContain(sample);
    expect(kinds).toEqual(expect.arrayContaining([...(between ?? ['no class'])]));
  }
}, 300_000);
