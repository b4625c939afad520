import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openWindow, temporaryHome } from '../support/studio.ts';
import { fixtureMails } from '../support/word-texts.ts';

test('a window sees what tasks show of texts, and what a model makes of them, as cards', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  const data = path.join(dir, 'mails');
  mkdirSync(data);
  for (const { label, name, mail } of fixtureMails().slice(50, 110)) {
    writeFileSync(path.join(data, `${label}-${name}`), mail);
  }
  const window = openWindow(temporaryHome());
  const { project } = await window.call('projects.create', { name: 'Mails', folder: dir });
  const { job } = await window.call('data.import', {
    project,
    sources: [{ kind: 'path', path: data }],
    labelsFrom: null,
    split: 'train',
    preprocessing: {},
  });
  await window.finished(job);
  const offer = await window.call('pretext.tasks', { project });
  expect(offer.recommendation).toMatchObject({ task: 'simclr', encoder: 'text-average' });
  const names = offer.tasks.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['simclr', 'next-word', 'masked-words']));
  expect(names).not.toContain('rotation');
  const cardsOf = (
    examples: readonly { images: readonly { caption: string; png: Uint8Array }[] }[],
  ) =>
    examples.map(({ images }) =>
      Object.fromEntries(
        images.map(({ caption, png }) => [caption, Buffer.from(png).toString('utf8')]),
      ),
    );
  const { examples } = await window.call('pretext.preview', {
    project,
    task: 'masked-words',
    seed: 1,
  });
  expect(examples.length).toBeGreaterThan(2);
  for (const cards of cardsOf(examples)) {
    expect(cards['original']).toContain('<svg');
    expect(cards['original']).not.toContain('▒');
  }
  expect(cardsOf(examples).some((cards) => cards['hidden']?.includes('▒'))).toBe(true);

  const { job: training, run } = await window.call('runs.startPretrain', {
    project,
    choices: { task: 'next-word', steps: 4, batchSize: 8 },
  });
  await window.finished(training);
  const guesses = await window.call('pretext.guesses', { project, run, seed: 2 });
  for (const cards of cardsOf(guesses.examples)) {
    expect(Object.keys(cards)).toEqual(['original', 'begins', 'goes on']);
    expect(cards['goes on']).toContain('<svg');
  }
  // In words: both go on from the same beginning, one as it was and one as the model thinks.
  for (const { images } of guesses.examples) {
    const [was = [], shown = [], guessed = []] = images.map(({ words }) => words ?? []);
    const unmarked = (words: typeof was) => words.filter(({ marked }) => !marked);
    expect(shown.every(({ marked }) => !marked)).toBe(true);
    expect(unmarked(guessed)[0]).toEqual(shown[0]);
    expect(unmarked(was)[0]).toEqual(shown[0]);
    expect(was.some(({ marked }) => marked)).toBe(true);
    expect(guessed.some(({ marked, text }) => marked && text !== '')).toBe(true);
    expect(images.every(({ values }) => values === null)).toBe(true);
  }
  await window.studio.close();
}, 120_000);
