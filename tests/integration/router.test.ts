import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runDir } from '../../main/app/runs.ts';
import { classifierKindsFor } from '../../shared/classifier-kinds.ts';
import { type FewClothes, writeFewClothes } from '../support/few-clothes.ts';
import { eventOf, openWindow, temporaryHome, type Window } from '../support/studio.ts';

/** The whole way of a person through the app, on the sample data, by the contract alone. */

// Models are trained in most of these, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

const home = temporaryHome();
const all = { filter: {}, sort: { by: 'added', descending: false } } as const;
let window: Window;
let clothes: FewClothes;
let project = '';
let pretrained = 0;
let finetuned = 0;

beforeAll(() => {
  window = openWindow(home);
});

afterAll(async () => {
  await window.studio.close();
});

test('a new app knows itself and has no projects', async () => {
  expect(await window.call('projects.list', {})).toEqual({ projects: [] });
  const info = await window.call('app.info', {});
  expect(info).toMatchObject({ name: 'Pretext Studio', shell: 'none', home });
  expect(info.engine).toMatchObject({ installed: true, problem: null, imagesPerSecond: null });
  expect(await window.call('settings.get', {})).toMatchObject({ theme: 'system', threads: null });
});

test('the sample project imports as a job that another window sees too', async () => {
  const created = await window.call('projects.createSample', { withLabels: false, folder: null });
  project = created.project.project;
  expect(created.project.path).toContain(home);
  const other = window.reload();
  const { jobs } = await other.call('jobs.list', { project });
  expect(jobs).toMatchObject([{ job: created.job, kind: 'import', state: 'running' }]);
  await expect(
    window.call('data.import', {
      project,
      sources: [{ kind: 'path', path: '/nowhere' }],
      labelsFrom: null,
      split: 'train',
      preprocessing: {},
    }),
  ).rejects.toMatchObject({ code: 'busy' });
  const end = await window.finished(created.job);
  expect(end.result).toMatchObject({ kind: 'import', skipped: 0 });
  const summary = await window.call('data.summary', { project });
  expect(summary.counts.train).toBeGreaterThan(1000);
  expect(summary.counts.labelledTest).toBe(summary.counts.test);
  expect(summary.counts.labelledTrain).toBe(0);
  expect(summary.formats).toEqual([
    { name: 'png', count: summary.counts.ready + summary.counts.excluded },
  ]);
  const [recent] = (await window.call('projects.list', {})).projects;
  expect(recent).toMatchObject({
    project,
    open: true,
    missing: false,
    samples: summary.counts.ready,
    dataKind: 'images',
  });
  expect(recent?.previewSamples).toHaveLength(8);
}, 300_000);

test('pages follow filter and order; ids are the same list', async () => {
  const page = await window.call('data.page', { project, ...all, offset: 10, limit: 5 });
  const { ids } = await window.call('data.ids', { project, ...all });
  expect(ids).toHaveLength(page.total);
  expect(page.samples.map(({ sample }) => sample)).toEqual(Array.from(ids.subarray(10, 15)));
  const test = await window.call('data.page', {
    project,
    filter: { split: 'test', labelled: true, text: 'TEST/000' },
    sort: { by: 'path', descending: true },
    offset: 0,
    limit: 100,
  });
  expect(test.samples.map((sample) => sample.path)).toEqual(
    Array.from({ length: 10 }, (_, i) => `test/000${9 - i}.png`),
  );
  const first = test.samples[0];
  const details = await window.call('data.sample', { project, sample: first?.sample ?? 0 });
  expect(details).toMatchObject({ format: 'png', width: 28, height: 28, split: 'test' });
  expect(details.labelHistory).toMatchObject([{ origin: 'csv', className: details.className }]);
});

test('leaving samples out is undone and done again, also after a restart', async () => {
  const { ids } = await window.call('data.ids', { project, ...all });
  const some = ids.slice(0, 600);
  const before = await window.call('data.summary', { project });
  expect(await window.call('data.exclude', { project, samples: some })).toEqual({ changed: 600 });
  const after = await window.call('data.summary', { project });
  expect(after.counts.ready).toBe(before.counts.ready - 600);
  expect(await window.call('data.undoState', { project })).toEqual({
    undo: '600 samples left out',
    redo: null,
  });
  await window.studio.close();
  window = openWindow(home);
  await window.call('projects.open', { project });
  expect(await window.call('data.undo', { project })).toEqual({ changed: 600 });
  expect((await window.call('data.summary', { project })).counts).toEqual(before.counts);
  expect(await window.call('data.redo', { project })).toEqual({ changed: 600 });
  expect(await window.call('data.undo', { project })).toEqual({ changed: 600 });
  expect(await window.call('data.undo', { project })).toEqual({ changed: 0 });
});

test('tasks are shown on this data, recommended with a reason, and estimated', async () => {
  const { tasks, recommendation } = await window.call('pretext.tasks', { project });
  expect(tasks.map(({ name }) => name)).toContain(recommendation.task);
  expect(recommendation.reasons.join(' ')).toContain('28 × 28');
  for (const [task, captions] of [
    ['simclr', ['original', 'view 1', 'view 2']],
    ['rotation', ['0°', '90°', '180°', '270°']],
    ['inpainting', ['original', 'hidden']],
  ] as const) {
    const { examples } = await window.call('pretext.preview', { project, task, seed: 1 });
    expect(examples).toHaveLength(4);
    for (const { images } of examples) {
      expect(images.map(({ caption }) => caption)).toEqual(captions);
      const picture = await sharp(images[0]?.png).metadata();
      expect(picture).toMatchObject({ format: 'png', width: 28, height: 28 });
    }
  }
  const offered = await window.call('pretext.trials', {
    project,
    encoder: 'small-conv',
    minutes: 2,
  });
  expect(offered.candidates.map(({ name }) => name)).toEqual([
    'simclr',
    'rotation',
    'vicreg',
    'barlow-twins',
  ]);
  expect(offered.secondsEach).toBe(5);
  const estimate = await window.call('pretext.estimate', {
    project,
    task: 'simclr',
    encoder: 'small-conv',
    batchSize: 64,
    minutes: 2,
  });
  expect(estimate.basis).toBe('guess');
  expect(estimate.steps).toBeGreaterThan(0);
});

test('some of the same pictures, smaller, are a project of their own', async () => {
  clothes = await writeFewClothes(900, 200);
  ({ project } = await window.call('projects.create', { name: 'Small clothes', folder: null }));
  const { job } = await window.call('data.import', {
    project,
    sources: [{ kind: 'path', path: clothes.data }],
    labelsFrom: null,
    split: 'train',
    preprocessing: { size: 10 },
  });
  await window.finished(job);
  const labels = await window.call('labels.import', {
    project,
    source: { kind: 'path', path: clothes.test },
    split: 'test',
  });
  await window.finished(labels.job);
  const { counts, formats } = await window.call('data.summary', { project });
  expect(counts.labelledTest).toBe(counts.test);
  expect(formats).toHaveLength(1);
});

// Few and small pictures from here on: training goes several times faster.
describe('pretraining', () => {
  test('wrong settings and a second training are refused before they start', async () => {
    const wrong = { task: 'magic', steps: 3 };
    await expect(
      window.call('runs.startPretrain', { project, choices: wrong }),
    ).rejects.toMatchObject({ code: 'bad-usage' });
    await expect(
      window.call('runs.startPretrain', {
        project,
        choices: { task: 'simclr', steps: 3, minutes: 1 },
      }),
    ).rejects.toMatchObject({ code: 'bad-usage' });
    expect((await window.call('runs.list', { project })).runs).toEqual([]);
  });

  test('goes on while the window is reloaded, pauses, stops, and is resumed to its end', async () => {
    const choices = { task: 'simclr', steps: 40, batchSize: 32, seed: 1 };
    const { job, run } = await window.call('runs.startPretrain', { project, choices });
    pretrained = run;
    await expect(window.call('runs.startPretrain', { project, choices })).rejects.toMatchObject({
      code: 'busy',
    });
    await eventOf(window, 'job', ({ job: { run: of, step } }) => of === run && (step ?? 0) > 2);
    const reloaded = window.reload();
    const [found] = (await reloaded.call('jobs.list', { project })).jobs;
    expect(found).toMatchObject({ job, run, kind: 'pretrain', state: 'running' });
    expect(found?.step).toBeGreaterThan(2);
    expect((await reloaded.call('jobs.pause', { job })).state).toBe('paused');
    await expect(reloaded.call('projects.close', { project })).rejects.toMatchObject({
      code: 'busy',
    });
    expect((await reloaded.call('jobs.resume', { job })).state).toBe('running');
    await reloaded.call('jobs.cancel', { job });
    const end = await window.ended(job);
    expect(end).toMatchObject({ state: 'cancelled', error: { code: 'cancelled' } });
    const stopped = await window.call('runs.get', { project, run });
    expect(stopped).toMatchObject({ status: 'interrupted', canResume: true, canBeUsed: true });
    const before = await window.call('projects.get', { project });
    expect(before).toMatchObject({ latestPretrain: null, endedEarly: run });
    expect(stopped.checkpoints.length).toBeGreaterThan(0);
    const resumed = await window.call('runs.resume', { project, run });
    expect(resumed.run).toBe(run);
    expect((await window.finished(resumed.job)).result).toMatchObject({ run, steps: 40 });
    const done = await window.call('runs.get', { project, run });
    expect(done).toMatchObject({ status: 'finished', kind: 'pretrain', dataChanged: false });
    const loss = done.series.find(({ name }) => name === 'loss');
    expect(Array.from(loss?.steps ?? [])).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    expect(window.events.some((event) => event.type === 'metrics' && event.run === run)).toBe(true);
    expect(window.events.some((event) => event.type === 'health' && event.run === run)).toBe(true);
  }, 300_000);

  test('shows what the model makes of its task by now', async () => {
    const { step, examples } = await window.call('pretext.guesses', {
      project,
      run: pretrained,
      seed: 3,
    });
    expect(step).toBe(40);
    expect(examples).toHaveLength(4);
    for (const { images } of examples) {
      expect(images.map(({ caption }) => caption)).toEqual(['view', 'taken for']);
      expect(images[1]?.text).toMatch(/^(right|wrong)$/);
    }
  });

  test('of a job at most ten events a second come, and the last of all', () => {
    const told = window.events.filter(
      (event) => event.type === 'job' && event.job.run === pretrained,
    );
    expect(told.length).toBeGreaterThan(3);
    expect(told.at(-1)).toMatchObject({ job: { state: 'finished', share: 1 } });
  });

  test('a finished run gets more time', async () => {
    const { job } = await window.call('runs.keepGoing', {
      project,
      run: pretrained,
      minutes: 0.01,
    });
    const end = await window.finished(job);
    expect(end.result).toMatchObject({ run: pretrained });
    const { pretraining } = await window.call('runs.get', { project, run: pretrained });
    expect(pretraining?.steps).toBeGreaterThan(40);
  }, 60_000);

  test('notes, stars and filters', async () => {
    await window.call('runs.setNote', { project, run: pretrained, note: 'the first one' });
    await window.call('runs.setStar', { project, run: pretrained, starred: true });
    const find = async (filter: { starred?: boolean; text?: string }): Promise<number[]> =>
      (await window.call('runs.list', { project, ...filter })).runs.map(({ run }) => run);
    expect(await find({ starred: true, text: 'FIRST' })).toEqual([pretrained]);
    expect(await find({ starred: false })).toEqual([]);
    expect(await find({ text: 'nothing like it' })).toEqual([]);
  });
});

test('the map places every training sample, with clusters and unusual images', async () => {
  const one = { project, run: pretrained };
  expect(await window.call('explore.clusters', one)).toEqual({ clusters: null });
  expect(await window.call('explore.agreement', one)).toEqual({ agreement: null });
  expect(await window.call('explore.anomalies', one)).toEqual({ anomalies: null });
  expect(await window.call('explore.map', { project, run: pretrained })).toEqual({ map: null });
  const { job } = await window.call('explore.computeMap', { project, run: pretrained });
  await window.finished(job);
  const { map } = await window.call('explore.map', { project, run: pretrained });
  const { counts } = await window.call('data.summary', { project });
  expect(map?.ids).toHaveLength(counts.train);
  expect(map?.coordinates).toHaveLength(2 * counts.train);
  expect(map?.coordinates.every(Number.isFinite)).toBe(true);
  const { clusters } = await window.call('explore.clusters', one);
  expect(clusters).toMatchObject({ algorithm: 'k-means', chosenBy: 'data', outdated: false });
  expect(clusters?.ids).toEqual(map?.ids);
  expect(Math.max(...(clusters?.assignment ?? []))).toBe((clusters?.count ?? 0) - 1);
  const best = clusters?.tried.toSorted((a, b) => b.silhouette - a.silhouette)[0];
  expect(best?.count).toBe(clusters?.count);
  const { anomalies } = await window.call('explore.anomalies', one);
  expect(anomalies?.outdated).toBe(false);
  expect(anomalies?.ids).toEqual(map?.ids);
  const first = anomalies?.ids.indexOf(anomalies.listed[0] ?? 0) ?? -1;
  expect(anomalies?.scores[first]).toBe(1);
  expect(anomalies?.usual).toHaveLength(3 * (anomalies?.listed.length ?? 0));
  expect(map?.missing).toBe(0);
  const sample = map?.ids[5] ?? 0;
  const near = await window.call('explore.neighbours', {
    project,
    run: pretrained,
    sample,
    count: 6,
  });
  expect(near.neighbours).toHaveLength(6);
  expect(near.neighbours.map((each) => each.sample)).not.toContain(sample);
  const similarities = near.neighbours.map((each) => each.similarity);
  expect(similarities).toEqual(similarities.toSorted((a, b) => b - a));
}, 300_000);

test('clusters of another kind and number, refused where a setting makes no sense', async () => {
  const one = { project, run: pretrained };
  const { algorithms } = await window.call('explore.algorithms', {});
  expect(algorithms.map(({ name, takes }) => [name, takes])).toEqual([
    ['k-means', 'count'],
    ['hdbscan', 'smallest'],
  ]);
  for (const wrong of [
    { algorithm: 'magic', count: null, smallest: null },
    { algorithm: 'hdbscan', count: 4, smallest: null },
    { algorithm: 'k-means', count: null, smallest: 5 },
  ]) {
    await expect(window.call('explore.findClusters', { ...one, ...wrong })).rejects.toMatchObject({
      code: 'bad-usage',
    });
  }
  const five = { ...one, algorithm: 'k-means', count: 5, smallest: null };
  const asked = await window.call('explore.findClusters', five);
  expect((await window.finished(asked.job)).result).toMatchObject({
    kind: 'clusters',
    clusters: 5,
  });
  const { clusters } = await window.call('explore.clusters', one);
  expect(clusters).toMatchObject({ count: 5, chosenBy: 'person', tried: [] });
  const dense = { ...one, algorithm: 'hdbscan', count: null, smallest: 30 };
  const { job } = await window.call('explore.findClusters', dense);
  await window.call('jobs.cancel', { job });
  expect(await window.ended(job)).toMatchObject({ state: 'cancelled' });
  expect((await window.call('explore.clusters', one)).clusters?.count).toBe(5);
  await window.finished((await window.call('explore.findClusters', dense)).job);
  const found = (await window.call('explore.clusters', one)).clusters;
  expect(found).toMatchObject({ algorithm: 'hdbscan', smallest: 30, chosenBy: 'person' });
  expect(found?.assignment.filter((cluster) => cluster < 0).length).toBeGreaterThan(0);
}, 300_000);

test('clusters and unusual images of other images are said to be outdated', async () => {
  const one = { project, run: pretrained };
  const before = (await window.call('explore.clusters', one)).clusters;
  await window.call('data.exclude', { project, samples: (before?.ids ?? []).slice(0, 3) });
  expect((await window.call('explore.clusters', one)).clusters?.outdated).toBe(true);
  expect((await window.call('explore.anomalies', one)).anomalies?.outdated).toBe(true);
  await window.call('data.undo', { project });
  expect((await window.call('explore.clusters', one)).clusters?.outdated).toBe(false);
});

describe('labels', () => {
  test('suggested samples are labelled, undone without limit and done again after a restart', async () => {
    const ask = { project, run: pretrained, count: 10 };
    // Two windows wait for the same search for groups; it is not made again afterwards.
    const [{ suggestions }, same] = await Promise.all([
      window.call('labels.suggest', ask),
      window.reload().call('labels.suggest', ask),
    ]);
    expect(same.suggestions).toEqual(suggestions);
    await window.call('labels.suggest', ask);
    const { jobs } = await window.call('jobs.list', { project });
    expect(jobs.filter(({ kind }) => kind === 'connect')).toMatchObject([{ state: 'finished' }]);
    expect(new Set(suggestions.map(({ sample }) => sample)).size).toBe(10);
    expect(suggestions.every(({ between }) => between === null)).toBe(true);
    const others = await window.call('labels.suggest', {
      project,
      run: pretrained,
      count: 4,
      strategy: 'random',
    });
    expect(others.suggestions).toHaveLength(4);
    const { classes: before } = await window.call('labels.classes', { project });
    const created = await window.call('labels.createClass', { project, name: 'hat' });
    await expect(window.call('labels.createClass', { project, name: 'hat' })).rejects.toMatchObject(
      { code: 'already-exists' },
    );
    for (const { sample } of suggestions) {
      const { changed, state } = await window.call('labels.give', {
        project,
        samples: [sample],
        class: created.class,
      });
      expect(changed).toBe(1);
      expect(state.undo).toBe('1 sample labelled “hat”');
    }
    await expect(
      window.call('labels.removeClass', { project, class: created.class }),
    ).rejects.toMatchObject({ code: 'bad-usage' });
    for (let i = 0; i < 10; i++) await window.call('labels.undo', { project });
    expect(await window.call('labels.state', { project })).toMatchObject({
      labelledTrain: 0,
      undo: null,
      redo: '1 sample labelled “hat”',
      given: 0,
    });
    await window.studio.close();
    window = openWindow(home);
    await window.call('projects.open', { project });
    for (let i = 0; i < 10; i++) await window.call('labels.redo', { project });
    expect(await window.call('labels.state', { project })).toMatchObject({
      labelledTrain: 10,
      redo: null,
      given: 10,
    });
    const renamed = await window.call('labels.renameClass', {
      project,
      class: created.class,
      name: 'cap',
    });
    expect(renamed).toEqual({ class: created.class, name: 'cap', train: 10, test: 0 });
    for (let i = 0; i < 10; i++) await window.call('labels.undo', { project });
    await window.call('labels.removeClass', { project, class: created.class });
    expect((await window.call('labels.classes', { project })).classes).toEqual(before);
    const { edits } = await window.call('labels.history', { project, limit: 100 });
    expect(edits).toHaveLength(10);
    expect(edits.every((edit) => edit.undone)).toBe(true);
  }, 60_000);

  test('many at once, from a CSV file, and held out for testing', async () => {
    const { job } = await window.call('labels.import', {
      project,
      source: { kind: 'path', path: clothes.train },
      split: 'train',
    });
    const end = await window.finished(job);
    expect(end.result).toEqual({
      kind: 'labels',
      labelled: 100,
      problems: [],
      foundNumbers: false,
    });
    const { moved } = await window.call('labels.holdOut', { project, share: 0.1 });
    expect(moved).toBe(10);
    expect(await window.call('labels.state', { project })).toMatchObject({ labelledTrain: 90 });
    const { ids } = await window.call('data.ids', {
      project,
      filter: { split: 'train', labelled: false },
      sort: { by: 'path', descending: false },
    });
    const shirt = (await window.call('labels.classes', { project })).classes.find(
      ({ name }) => name === 'shirt',
    );
    const many = ids.slice(0, 700);
    const given = await window.call('labels.give', {
      project,
      samples: many,
      class: shirt?.class ?? 0,
    });
    expect(given).toMatchObject({ changed: 700, state: { labelledTrain: 790 } });
    const undone = await window.call('labels.undo', { project });
    expect(undone).toMatchObject({ changed: 700, state: { labelledTrain: 90 } });
    expect(Array.from(undone.samples)).toEqual(Array.from(many).sort((a, b) => a - b));
  }, 60_000);

  test('the learning curve says what more labels would bring, or that it cannot', async () => {
    const run = pretrained;
    expect((await window.call('labels.estimate', { project, run })).tenMore).toBeNull();
    const { job } = await window.call('results.computeCurve', { project, run });
    await window.finished(job);
    const { curve } = await window.call('results.curve', { project, run });
    const counts = curve?.points.map(({ labels }) => labels) ?? [];
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts.at(-1)).toBe(72);
    const estimate = await window.call('labels.estimate', { project, run });
    expect(estimate).toMatchObject({ labels: 90, stale: 0 });
    const [low, high] = estimate.tenMore?.interval ?? [1, 0];
    // As it was kept before there were curves of numbers.
    const file = path.join(runDir(window.studio.projects.get(project).project, run), 'curve.json');
    const kept = readFileSync(file, 'utf8');
    writeFileSync(file, kept.replaceAll('"value"', '"accuracy"'));
    expect(await window.call('results.curve', { project, run })).toEqual({ curve });
    expect(low).toBeLessThanOrEqual(estimate.tenMore?.gain ?? Number.NaN);
    expect(high).toBeGreaterThanOrEqual(estimate.tenMore?.gain ?? Number.NaN);
  }, 300_000);
});

describe('fine-tuning', () => {
  test('every kind of classifier, a sentence that says which is best, and what each test image was taken for', async () => {
    const { job, run } = await window.call('runs.finetune', { project, run: pretrained });
    finetuned = run;
    const end = await window.finished(job);
    const results = await window.call('results.get', { project, run });
    expect(end.result).toMatchObject({ kind: 'finetune', run, winner: results.winner });
    // Self-training is done when asked for.
    const kinds = classifierKindsFor('images').filter((kind) => kind !== 'self_trained');
    expect(results.scores.map(({ kind }) => kind)).toEqual(kinds);
    expect(results.estimates.map(({ kind }) => kind)).toEqual(kinds);
    expect(results.rounds).toEqual([]);
    expect(results.chosen?.reason).toMatch(/hidden/);
    expect(results.labels).toBe(90);
    const best = results.scores.find(({ kind }) => kind === results.best);
    expect(best?.behind).toBeNull();
    const mistakes = await window.call('results.predictions', {
      project,
      run,
      onlyMistakes: true,
      order: 'most-confident',
      offset: 0,
      limit: 1000,
    });
    // Without a kind: what is recommended, which a lucky best is not.
    expect(mistakes.kind).toBe(results.recommended);
    const recommended = results.scores.find(({ kind }) => kind === results.recommended);
    expect([results.chosen?.kind, results.best]).toContain(results.recommended);
    const wrong = Math.round((1 - (recommended?.accuracy ?? 0)) * results.testSamples);
    expect(mistakes.total).toBe(wrong);
    const confidences = mistakes.predictions.map(({ probability }) => probability);
    expect(confidences).toEqual(confidences.toSorted((a, b) => b - a));
    const [first] = mistakes.predictions;
    const cell = await window.call('results.predictions', {
      project,
      run,
      onlyMistakes: false,
      true: first?.true,
      predicted: first?.predicted,
      order: 'least-confident',
      offset: 0,
      limit: 1000,
    });
    expect(cell.kind).toBe(results.recommended);
    expect(cell.total).toBe(recommended?.confusion[first?.true ?? -1]?.[first?.predicted ?? -1]);
  }, 600_000);

  test('a run whose encoder is used is kept; runs are compared', async () => {
    await expect(window.call('runs.remove', { project, run: pretrained })).rejects.toMatchObject({
      code: 'bad-usage',
    });
    const { job, run } = await window.call('runs.rerun', {
      project,
      run: pretrained,
      changes: { task: 'rotation', steps: 3 },
    });
    await window.finished(job);
    const guessed = await window.call('pretext.guesses', { project, run, seed: 1 });
    const said = guessed.examples.map(({ images }) => images[1]?.text ?? '').join(' ');
    expect(said).toMatch(/^((right|wrong): \d+°, \d+ % sure ?){4}$/);
    const compared = await window.call('runs.compare', { project, runs: [pretrained, run] });
    const method = compared.rows.find(({ name }) => name === 'method');
    expect(method).toEqual({
      name: 'method',
      group: 'setting',
      values: ['simclr', 'rotation'],
      differs: true,
    });
    expect(compared.series.map((each) => each.run)).toEqual([pretrained, run]);
    await window.call('runs.remove', { project, run });
    await expect(window.call('runs.get', { project, run })).rejects.toMatchObject({
      code: 'not-found',
    });
  }, 60_000);

  test('new pictures get a class, a probability and the training samples alike', async () => {
    const { job } = await window.call('predict.start', {
      project,
      sources: [{ kind: 'path', path: clothes.data }],
    });
    const end = await window.finished(job);
    const page = await window.call('predict.page', {
      job,
      order: 'least-confident',
      offset: 0,
      limit: 20,
    });
    expect(end.result).toMatchObject({ predictions: page.total });
    for (const each of page.predictions) {
      expect(each.nearest).toHaveLength(5);
      expect(each.unfamiliar).not.toBeNull();
      expect(each.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 4);
    }
    const picture = await window.studio.predictionPicture(job, page.predictions[0]?.index ?? 0);
    expect(picture.mediaType).toBe('image/png');
    const { csv } = await window.call('predict.csv', { job });
    expect(csv.split('\n')).toHaveLength(page.total + 1);
    const one = await window.call('predict.image', {
      project,
      image: new Uint8Array(picture.bytes),
    });
    const [before] = page.predictions;
    expect(one.prediction.className).toBe(before?.className);
    expect(one.prediction.confidence).toBeCloseTo(before?.confidence ?? 0, 4);
    const ids = (near: typeof one.prediction.nearest | undefined) =>
      near?.map((each) => each.sample);
    expect(ids(one.prediction.nearest)).toEqual(ids(before?.nearest));
    const image = await sharp(picture.bytes).resize(200).jpeg().toBuffer();
    const next = await window.call('predict.image', { project, image: new Uint8Array(image) });
    expect(next.classes).toContain(next.prediction.className);
    await expect(
      window.call('predict.image', { project, image: Uint8Array.of(1, 2, 3) }),
    ).rejects.toMatchObject({ code: 'bad-input' });
    // They are the pictures that it was trained on.
    expect(page.unfamiliar).toBeLessThan(0.05 * page.total);

    const found = await window.call('predict.unsure', { project });
    expect(found).toMatchObject({ isOwn: false, found: { accuracy: 0.9 } });
    expect(found.below).toBe(found.found?.below);
    expect(found.choices.map(({ accuracy }) => accuracy)).toEqual([0.8, 0.9, 0.95, 0.99]);
    const halfway = { job, order: 'given', offset: 0, limit: 1000 } as const;
    const unsureOf = async () => {
      const all = await window.call('predict.page', halfway);
      expect(all.unsure).toBeGreaterThanOrEqual(all.predictions.filter((p) => p.unsure).length);
      return all.predictions.map(({ unsure, confidence }) => ({ unsure, confidence }));
    };
    for (const below of [0.9, null] as const) {
      await window.call('predict.setUnsure', { project, below });
      const now = await window.call('predict.unsure', { project });
      expect(now).toMatchObject({ below: below ?? found.below, isOwn: below !== null });
      for (const { unsure, confidence } of await unsureOf()) {
        expect(unsure).toBe(confidence < now.below);
      }
    }
    await window.call('predict.setUnsure', { project, below: 0.95 });
    const again = await window.call('predict.image', { project, image: new Uint8Array(image) });
    expect(again.prediction.unsure).toBe(again.prediction.confidence < 0.95);
  }, 300_000);

  test('an export is verified, listed with its model card, and runs elsewhere', async () => {
    const { formats } = await window.call('exports.formats', { project });
    expect(formats.map(({ name }) => name)).toContain('onnx');
    const { job } = await window.call('exports.start', {
      project,
      run: finetuned,
      formats: ['onnx'],
      folder: null,
    });
    const end = await window.finished(job);
    const [made] = (await window.call('exports.list', { project })).exports;
    expect(end.result).toEqual({ kind: 'export', exports: [made?.export] });
    expect(made).toMatchObject({ run: finetuned, format: 'onnx', missing: false });
    const details = await window.call('exports.get', { project, export: made?.export ?? 0 });
    expect(details.verifiedSamples).toBe(64);
    // What a person has set.
    expect(details.modelCard).toContain('Below 95 % it says "unsure".');
    expect(details.loader).toContain('InferenceSession');
    expect(details.modelCard).toContain('# ');
    expect(details.files.map(({ name }) => name)).toContain('model.onnx');
    const session = await InferenceSession.create(readFileSync(details.path));
    expect(session.outputNames).toHaveLength(1);
    await session.release();
    await expect(
      window.call('exports.reveal', { project, export: details.export }),
    ).rejects.toMatchObject({ code: 'unsupported' });
  }, 300_000);
});

test('the project knows how far it is, takes a new name, and is forgotten without harm', async () => {
  const state = await window.call('projects.get', { project });
  expect(state).toMatchObject({
    classes: 10,
    labelledTrain: 90,
    latestPretrain: pretrained,
    endedEarly: null,
    latestFinetune: finetuned,
    exports: 1,
  });
  const renamed = await window.call('projects.rename', { project, name: 'Clothes' });
  expect(renamed).toMatchObject({ name: 'Clothes', path: state.path });
  await window.call('projects.forget', { project });
  const { projects } = await window.call('projects.list', {});
  expect(projects.map((each) => each.project)).not.toContain(project);
  const again = await window.call('projects.open', { path: state.path });
  expect(again).toMatchObject({ project, name: 'Clothes' });
  expect(window.log).toEqual([]);
});
