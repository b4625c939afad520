import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openWindow, temporaryHome } from '../support/studio.ts';

const wine = path.join(import.meta.dirname, '../fixtures/ingest/tables/wine.csv');

test('a window sees what tasks show of rows as cards, with the values that are of other rows', async () => {
  const window = openWindow(temporaryHome());
  const folder = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  const { project } = await window.call('projects.create', { name: 'Wine', folder });
  const { job } = await window.call('data.import', {
    project,
    sources: [{ kind: 'path', path: wine }],
    labelsFrom: null,
    split: 'train',
    preprocessing: {},
  });
  await window.finished(job);
  const { examples } = await window.call('pretext.preview', { project, task: 'simclr', seed: 1 });
  expect(examples.length).toBeGreaterThan(1);
  const valuesIn = (card: Uint8Array): string[] =>
    [
      ...Buffer.from(card)
        .toString('utf8')
        .matchAll(/class="v">([^<]*)</g),
    ].map(([, value = '']) => value);
  for (const { images } of examples) {
    const [original, ...views] = images.map(({ png }) => valuesIn(png));
    expect(original).toHaveLength(5);
    expect(views.length).toBeGreaterThan(0);
    for (const view of views) {
      expect(view).toHaveLength(original?.length ?? 0);
      expect(view).not.toEqual(original);
    }
    // Of thirteen columns those that change are on the card.
    for (const [at, value] of (original ?? []).entries()) {
      expect(views.some((view) => view[at] !== value)).toBe(true);
    }
  }
  await window.studio.close();
}, 120_000);
