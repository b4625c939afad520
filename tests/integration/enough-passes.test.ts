import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallOutput } from '../../shared/contract/contract.ts';

import { openWindow, type Window } from '../support/studio.ts';

/** A small set is pretrained as recommended, which is not until it is learned by heart. */

let window: Window;
let project = '';
let recommendation: CallOutput<'pretext.tasks'>['recommendation'];
let run = 0;

beforeAll(async () => {
  window = openWindow();
  const created = await window.call('projects.createSample', {
    sample: 'speeches',
    withLabels: true,
    folder: mkdtempSync(path.join(tmpdir(), 'pretext-test-')),
  });
  project = created.project.project;
  await window.finished(created.job);
  ({ recommendation } = await window.call('pretext.tasks', { project }));
}, 120_000);
afterAll(async () => await window.studio.close());

const budgetOf = async (of: number) => {
  const { config } = await window.call('runs.get', { project, run: of });
  return [config['budget.minutes'], config['budget.passes']];
};

test('so many passes as are recommended end the run, and teach what is not learned by heart', async () => {
  const { task, encoder, batchSize, minutes, passes } = recommendation;
  const time = { minutes, passes };
  const settings = { project, task, encoder, batchSize };
  const estimate = await window.call('pretext.estimate', { ...settings, ...time });
  expect(estimate).toMatchObject({ passes });
  expect(estimate.seconds).toBeLessThan(60 * minutes);
  const started = await window.call('runs.startPretrain', {
    project,
    choices: { task, encoder, batchSize, ...time },
  });
  run = started.run;
  const { result } = await window.finished(started.job);
  // The estimate does not know of the samples that are held out.
  const steps = Math.round(0.951 * estimate.steps);
  expect(result).toMatchObject({ run, verdict: { state: 'learning' } });
  const { pretraining, series } = await window.call('runs.get', { project, run });
  expect(Math.abs((pretraining?.steps ?? 0) - steps)).toBeLessThan(0.03 * steps);
  const heldOut = [...(series.find(({ name }) => name === 'held_out_loss')?.values ?? [])];
  expect(heldOut.at(-1)).toBeLessThan(1.02 * Math.min(...heldOut));
  // Estimates in other projects know of it.
  expect(window.studio.speed.runs).toMatchObject([{ method: task, encoder, batchSize }]);
}, 300_000);

test('of other times what was asked for counts, and passes no longer end them', async () => {
  expect(await budgetOf(run)).toEqual([recommendation.minutes, recommendation.passes]);
  const again = await window.call('runs.rerun', { project, run, changes: { minutes: 0.01 } });
  await window.finished(again.job);
  expect(await budgetOf(again.run)).toEqual([0.01, undefined]);
  const once = await window.call('runs.rerun', { project, run, changes: { passes: 1 } });
  await window.finished(once.job);
  expect(await budgetOf(once.run)).toEqual([recommendation.minutes, 1]);
  const before = await window.call('runs.get', { project, run });
  const more = await window.call('runs.keepGoing', { project, run, minutes: 0.03 });
  await window.finished(more.job);
  const [minutes = 0, passes] = await budgetOf(run);
  expect(passes).toBeUndefined();
  expect(minutes).toBeCloseTo((before.seconds ?? 0) / 60 + 0.03);
  const after = await window.call('runs.get', { project, run });
  expect(after.pretraining?.steps).toBeGreaterThan(before.pretraining?.steps ?? Infinity);
}, 120_000);
