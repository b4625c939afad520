import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pretext } from '../support/cli.ts';
import { writeSampleData } from '../support/project.ts';
import { openWindow, temporaryHome, type Window } from '../support/studio.ts';

/** Labels that self-training kept: looked at, taken back, and not kept again. */

const listSchema = z.object({
  run: z.int(),
  round: z.int(),
  total: z.int(),
  labels: z.array(
    z.object({
      path: z.string(),
      class: z.string(),
      sureness: z.number(),
      taken_back: z.boolean(),
      label: z.string().nullable(),
    }),
  ),
});

const home = temporaryHome();
let dir = '';
let window: Window;
let project = '';
let run = 0;
let again = 0;

beforeAll(async () => {
  const data = await writeSampleData();
  const out = path.join(data.dir, 'out');
  const files = ['--labels', data.train, '--out', out];
  const flags = ['--size', '10', '--steps', '20', '--self-training', '--json'];
  const answer = await pretext(['run', data.data, ...files, ...flags]);
  expect(answer.code, answer.stderr).toBe(0);
  dir = z.object({ project: z.string() }).parse(answer.json).project;
  window = openWindow(home);
  const opened = await window.call('projects.open', { path: dir });
  project = opened.project;
  run = (await window.call('projects.get', { project })).latestFinetune ?? 0;
}, 900_000);

afterAll(async () => {
  await window.studio.close();
  expect(window.log).toEqual([]);
});

const page = async (
  query: Partial<Parameters<typeof window.call<'kept.page'>>[1]> = {},
  of = run,
) =>
  await window.call('kept.page', {
    project,
    run: of,
    round: 1,
    onlyChanged: false,
    order: 'least-sure',
    offset: 0,
    limit: 1000,
    ...query,
  });

const pairsOf = (labels: readonly { sample: number; class: number }[]): string[] =>
  labels.map((each) => `${each.sample} ${each.class}`);

describe('in the app', () => {
  test('each round is listed by page, order and class, with what was called otherwise before', async () => {
    const results = await window.call('results.get', { project, run });
    const { rounds } = await window.call('kept.rounds', { project, run });
    expect(rounds).toHaveLength(results.rounds.length);
    for (const [i, round] of results.rounds.entries()) {
      const { total, labels } = await page({ round: i + 1 });
      expect(total).toBe(round.kept);
      const sureness = labels.map((each) => each.sureness);
      expect(sureness).toEqual(sureness.toSorted((a, b) => a - b));
      expect(rounds?.[i]?.perClass.reduce((sum, count) => sum + count, 0)).toBe(total);
      for (const [index, count] of (rounds?.[i]?.perClass ?? []).entries()) {
        const ofClass = await page({ round: i + 1, class: index });
        expect(ofClass.total).toBe(count);
        expect(ofClass.labels.every((each) => each.class === index)).toBe(true);
        const least = Math.min(...ofClass.labels.map((each) => each.sureness));
        expect(least).toBeCloseTo(round.thresholds[index] ?? Number.NaN, 5);
      }
      const changed = labels.filter((each) => each.before !== null && each.before !== each.class);
      const only = await page({ round: i + 1, onlyChanged: true });
      expect(pairsOf(only.labels)).toEqual(pairsOf(changed));
      expect(rounds?.[i]?.changed).toBe(changed.length);
      expect(round.changed).toBe(changed.length);
    }
    const surest = await page({ order: 'surest' });
    const middle = await page({ order: 'surest', offset: 5, limit: 3 });
    expect(middle.labels).toEqual(surest.labels.slice(5, 8));
    await expect(page({ round: 9 })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('several are taken back at once, undone, done again, and stay after a restart', async () => {
    const { labels } = await page();
    const some = labels.slice(0, 6).map(({ sample }) => sample);
    const ask = { project, run, round: 1 };
    expect(await window.call('kept.takeBack', { ...ask, samples: some })).toEqual({ changed: 6 });
    const state = async () => {
      const { rounds: _, ...rest } = await window.call('kept.rounds', { project, run });
      return rest;
    };
    const title = '6 labels taken back';
    expect(await state()).toEqual({ takenBackSince: 6, undo: title, redo: null });
    expect(window.events).toContainEqual({ type: 'changed', project, what: 'kept' });
    expect(await window.call('kept.takeBack', { ...ask, samples: some })).toEqual({ changed: 0 });
    await window.call('kept.undo', { project });
    expect(await state()).toEqual({ takenBackSince: 0, undo: null, redo: title });
    await window.call('kept.redo', { project });
    await window.studio.close();
    window = openWindow(home);
    await window.call('projects.open', { project });
    expect(await state()).toEqual({ takenBackSince: 6, undo: title, redo: null });
    const now = await page();
    expect(now.labels.filter(({ takenBack }) => takenBack).map(({ sample }) => sample)).toEqual(
      some,
    );
    const { ids } = await window.call('data.ids', {
      project,
      filter: { labelled: true },
      sort: { by: 'added', descending: false },
    });
    // Of what a person has labelled nothing was kept, so nothing can be taken back; nor half of a list.
    const wrong = [labels[7]?.sample ?? 0, ids[0] ?? 0];
    await expect(window.call('kept.takeBack', { ...ask, samples: wrong })).rejects.toMatchObject({
      code: 'not-found',
    });
    expect((await state()).takenBackSince).toBe(6);
  });

  test('a label given there is a person’s label, and is shown', async () => {
    const { classes } = await window.call('labels.classes', { project });
    const { labels } = await page();
    const { sample = 0 } = labels[8] ?? {};
    await window.call('labels.give', {
      project,
      samples: [sample],
      class: classes[0]?.class ?? 0,
    });
    const now = (await page()).labels.find((each) => each.sample === sample);
    expect(now?.now).toBe(classes[0]?.name);
    await window.call('labels.undo', { project });
  });

  test('the next fine-tuning keeps another class of them or none', async () => {
    const { labels } = await page();
    const takenBack = pairsOf(labels.filter((each) => each.takenBack));
    expect(takenBack).toHaveLength(6);
    // A new name of a class is the same class.
    const { classes } = await window.call('labels.classes', { project });
    const upright = classes.find(({ name }) => name === 'upright');
    await window.call('labels.renameClass', {
      project,
      class: upright?.class ?? 0,
      name: 'upstanding',
    });
    const parent = (await window.call('results.get', { project, run })).pretrain;
    const started = await window.call('runs.finetune', {
      project,
      run: parent,
      selfTraining: true,
    });
    await window.finished(started.job);
    again = started.run;
    const { rounds, takenBackSince } = await window.call('kept.rounds', { project, run: again });
    expect(takenBackSince).toBe(0);
    expect(rounds?.length).toBeGreaterThan(0);
    for (const round of rounds?.keys() ?? []) {
      const kept = await page({ round: round + 1 }, again);
      expect(kept.total).toBeGreaterThan(20);
      expect(pairsOf(kept.labels).filter((pair) => takenBack.includes(pair))).toEqual([]);
    }
  }, 900_000);
});

describe('in the terminal', () => {
  test('kept labels are listed, least sure first, and taken back by path', async () => {
    const list = async (...args: string[]) =>
      listSchema.parse((await pretext(['kept', dir, ...args, '--json'])).json);
    const { total, labels, ...rest } = await list('--round', '1', '--count', '4');
    expect(rest).toEqual({ run: again, round: 1 });
    expect(labels).toHaveLength(4);
    expect(total).toBe((await page({}, again)).total);
    const first = labels[0];
    const ofClass = await list('--round', '1', '--class', first?.class ?? '');
    expect(ofClass.labels[0]).toEqual(first);
    expect(ofClass.labels).toHaveLength(20);
    const of = ['kept', dir, '--run', String(again), '--round', '1'];
    const paths = labels.slice(0, 2).map((each) => each.path);
    const taken = await pretext([...of, '--take-back', ...paths]);
    expect(taken.stdout).toContain('2 labels taken back.');
    expect(taken.code).toBe(0);
    const now = await list('--round', '1', '--count', '3');
    expect(now.labels.map((each) => each.taken_back)).toEqual([true, true, false]);
    const text = await pretext([...of, '--count', '3']);
    expect(text.stdout).toMatch(/taken back/);
    expect(text.stdout).toContain(`3 of ${total} labels that round 1 of run ${again} kept`);
    const unknown = await pretext([...of, '--take-back', 'nowhere.png']);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('no sample called nowhere.png');
    expect((await pretext([...of, '--class', 'magic'])).code).toBe(2);
  });

  test('a file that is gone or damaged is said to be, and a run without rounds has none', async () => {
    rmSync(path.join(dir, 'runs', String(again), 'kept-labels.safetensors'));
    expect(await window.call('kept.rounds', { project, run: again })).toMatchObject({
      rounds: null,
    });
    await expect(page({}, again)).rejects.toMatchObject({ code: 'no-data' });
    const answer = await pretext(['kept', dir, '--run', String(again)]);
    expect(answer.stderr).toContain('kept no labels');
    // Without a run named, it is the newest that has some.
    const older = listSchema.parse((await pretext(['kept', dir, '--json'])).json);
    expect(older.run).toBe(run);
  });
});
