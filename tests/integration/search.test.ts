import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importData } from '../../main/app/import-data.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { pretext } from '../support/cli.ts';
import { answered, unanswered, writeFacts } from '../support/facts.ts';
import { eventOf, openWindow, type Window } from '../support/studio.ts';
import { fixtureMails } from '../support/word-texts.ts';

/** A person searches their own documents, and asks them. */

const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const services = { reporter: silentReporter, signal: new AbortController().signal };
const wishes = { preprocessing: {}, labelsFrom: null, split: 'train' } as const;
let window: Window;

async function projectOf(name: string, inputs: string[]): Promise<string> {
  const project = Project.create(path.join(dir, name));
  await importData(project, inputs, wishes, services);
  const { dir: folder } = project;
  project.close();
  return folder;
}

async function open(folder: string): Promise<string> {
  return (await window.call('projects.open', { path: folder })).project;
}

beforeAll(() => {
  window = openWindow();
});
afterAll(async () => await window.studio.close());

describe('documents that no encoder was trained on', () => {
  let folder = '';
  let project = '';
  const ask = async (text: string) => await window.call('search.ask', { project, text, count: 3 });
  const find = async (text: string) =>
    await window.call('search.find', { project, text, count: 5 });

  beforeAll(async () => {
    const files = path.join(dir, 'files');
    mkdirSync(files);
    folder = await projectOf('facts', [writeFacts(files)]);
    project = await open(folder);
  }, 120_000);

  test('are read once, as a job; what is asked meanwhile waits for it', async () => {
    const [found, answer] = await Promise.all([find('wet leaves'), ask('Where are wet leaves?')]);
    expect(found).toMatchObject({ texts: 6, run: null, encoderShare: 0, wordsKnown: true });
    expect(found.hits[0]).toMatchObject({ path: 'garden.md', line: 3 });
    expect(answer.passages[0]?.path).toBe('garden.md');
    const { jobs } = await window.call('jobs.list', { project });
    expect(jobs.filter(({ kind }) => kind === 'search')).toMatchObject([
      { state: 'finished', result: { texts: 6 } },
    ]);
  }, 120_000);

  test.each(answered)('answer %j', async (question, file, words) => {
    const { known, confidence, passages } = await ask(question);
    expect(known, String(confidence)).toBe(true);
    const [first] = passages;
    expect(first?.path).toBe(file);
    expect(first?.passage.slice(...first.sentence)).toContain(words);
  });

  test.each(unanswered)('do not know %j', async (question) => {
    const { known, confidence } = await ask(question);
    expect(known).toBe(false);
    expect(confidence).toBeLessThan(0.5);
  });

  test('say when no text has a word; nothing asked is refused', async () => {
    expect(await find('qwzxv')).toMatchObject({ hits: [], wordsKnown: false });
    expect(await ask('qwzxv?')).toMatchObject({ known: false, confidence: 0, passages: [] });
    await expect(find(' \n ')).rejects.toMatchObject({ code: 'bad-usage' });
    await expect(find('x'.repeat(10_001))).rejects.toMatchObject({ code: 'bad-input' });
  });

  test('that are left out are found no more; when reading is cancelled, the next search reads them', async () => {
    const { hits } = await find('sourdough');
    expect(hits.map((hit) => hit.path)).toEqual(['bread.txt']);
    await window.call('data.exclude', { project, samples: [hits[0]?.sample ?? 0] });
    // Not the end of the search before, which may be told late.
    const { jobs } = await window.call('jobs.list', { project });
    const before = jobs.map(({ job }) => job);
    const begun = eventOf(
      window,
      'job',
      ({ job }) => job.kind === 'search' && !before.includes(job.job),
    );
    const asked = find('sourdough');
    const refused = expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    const { job } = await begun;
    await window.call('jobs.cancel', { job: job.job });
    await refused;
    expect(await window.ended(job.job)).toMatchObject({ state: 'cancelled' });
    expect(await find('sourdough')).toMatchObject({ texts: 5, hits: [] });
  }, 120_000);

  test('are searched from the terminal, too', async () => {
    const found = await pretext([
      'search',
      folder,
      'insurance of bicycles',
      '--top',
      '2',
      '--json',
    ]);
    expect(found.code, found.stderr).toBe(0);
    expect(found.json).toMatchObject({
      texts: 5,
      encoder_share: null,
      words_known: true,
      hits: [{ path: 'insurance.txt' }, { path: 'bicycle.txt' }],
    });
    const text = await pretext(['ask', folder, unanswered[0]]);
    expect(text.stdout).toMatch(/^I do not know/);
    const nothing = await pretext(['ask', folder, '  ']);
    expect(nothing).toMatchObject({ code: 2, stderr: expect.stringContaining('Nothing is asked') });
  }, 120_000);
});

test('with an encoder, words and encoder are mixed by what finds halves of the texts', async () => {
  const mails = path.join(dir, 'mails');
  mkdirSync(mails);
  for (const { name, mail } of fixtureMails()) writeFileSync(path.join(mails, name), mail);
  const folder = await projectOf('mails', [mails]);
  const trained = await pretext(['pretrain', folder, '--steps', '20', '--json']);
  expect(trained.code, trained.stderr).toBe(0);
  const project = await open(folder);
  const asked = { project, text: 'mortgage rates are low', count: 10 };
  const found = await window.call('search.find', asked);
  expect(found).toMatchObject({ run: 1, wordsKnown: true });
  expect(found.encoderShare).toBeGreaterThanOrEqual(0);
  expect(found.encoderShare).toBeLessThanOrEqual(1);
  expect(found.hits).toHaveLength(10);
  const scores = found.hits.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(await window.call('search.find', asked)).toEqual(found);

  // An encoder that learned by heart is not passed over in silence.
  expect(found.learnedByHeart).toBe(false);
  const { runs } = window.studio.projects.get(project).project.store;
  const result = JSON.parse(runs.byId(1)?.result ?? '') as { verdict: object };
  const verdict = { ...result.verdict, state: 'overfitting' };
  runs.end(1, 'finished', { result: { ...result, verdict } });
  expect(await window.call('search.find', asked)).toEqual({ ...found, learnedByHeart: true });
  const { stdout } = await pretext(['search', folder, asked.text]);
  expect(stdout).toContain('Run 1 has learned its texts by heart');
}, 240_000);

test('pictures cannot be searched, nor a project without data', async () => {
  const pictures = path.join(dir, 'pictures');
  mkdirSync(pictures);
  for (const [i, grey] of [10, 120, 240].entries()) {
    const background = { r: grey, g: 0, b: 0 };
    const picture = sharp({ create: { width: 16, height: 16, channels: 3, background } });
    await picture.png().toFile(path.join(pictures, `${i}.png`));
  }
  const folder = await projectOf('pictures', [pictures]);
  const project = await open(folder);
  await expect(
    window.call('search.find', { project, text: 'red', count: 1 }),
  ).rejects.toMatchObject({ code: 'bad-usage', message: expect.stringContaining('Only texts') });
  const answer = await pretext(['search', folder, 'red']);
  expect(answer).toMatchObject({ code: 2, stderr: expect.stringContaining('holds images') });
  const empty = Project.create(path.join(dir, 'empty'));
  empty.close();
  const none = await pretext(['ask', empty.dir, 'red?']);
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('has no data yet') });
}, 120_000);
