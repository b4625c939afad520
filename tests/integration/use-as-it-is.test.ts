import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { keepGoing, useAsItIs } from '../../main/app/go-on.ts';
import { importData } from '../../main/app/import-data.ts';
import { type PretrainChoices, pretrain } from '../../main/app/pretrain.ts';
import { Project } from '../../main/app/project.ts';
import { type ReportedProgress, silentReporter } from '../../main/app/reporter.ts';
import { detailsOf } from '../../main/app/run-details.ts';
import { finishedRun, runById } from '../../main/app/runs.ts';
import { readSafetensors } from '../../main/files/safetensors.ts';
import { forkHost } from '../../main/training/host.ts';
import { writeSampleData } from '../support/project.ts';

/** A project whose first run was stopped once it had made some steps. */
async function stoppedAfter(steps: number, choices: PretrainChoices) {
  const data = await writeSampleData(40);
  const project = Project.create(path.join(data.dir, 'stopped'));
  const never = new AbortController().signal;
  const services = { host: forkHost(), reporter: silentReporter, signal: never };
  const importing = { preprocessing: {}, labelsFrom: null, split: 'train' } as const;
  await importData(project, [data.data], importing, services);
  const stopping = new AbortController();
  const progress = ({ step }: ReportedProgress): void => {
    if ((step ?? 0) >= steps) stopping.abort(new Error('stopped'));
  };
  const stopped = await pretrain(project, choices, {
    ...services,
    signal: stopping.signal,
    reporter: { ...silentReporter, progress },
  });
  return { project, services, stopped };
}

test('a pretraining that was stopped is used as it is: its encoder is that of its newest whole checkpoint', async () => {
  const { project, services, stopped } = await stoppedAfter(10, {
    steps: 4000,
    batchSize: 16,
    checkpointSeconds: 0.001,
  });
  expect(stopped.result.status).toBe('stopped');
  const { steps } = stopped.result;
  expect(() => finishedRun(project, 1, 'pretrain')).toThrow(/interrupted/);
  expect(await detailsOf(project, runById(project, 1), 10)).toMatchObject({
    status: 'interrupted',
    canBeUsed: true,
  });

  const folder = path.join(project.dir, 'runs/1/checkpoints');
  const [older, newest] = readdirSync(folder)
    .map((name) => ({ name, step: Number(/\d+/.exec(name)?.[0]) }))
    .sort((a, b) => a.step - b.step)
    .slice(-2);
  expect(newest?.step).toBe(steps);
  // The newest is damaged: the one before it is used, and so said.
  writeFileSync(path.join(folder, newest?.name ?? ''), 'nothing');
  const warnings: string[] = [];
  const reporter = { ...silentReporter, warn: (text: string) => void warnings.push(text) };
  const used = await useAsItIs(project, 1, { ...services, reporter });
  expect(warnings.join()).toContain('Trying the checkpoint before it.');
  expect(used.result).toMatchObject({ status: 'finished', steps: older?.step });

  expect(finishedRun(project, 1, 'pretrain').status).toBe('finished');
  const details = await detailsOf(project, runById(project, 1), 5000);
  expect(details).toMatchObject({
    status: 'finished',
    error: null,
    canBeUsed: false,
    canResume: false,
    canKeepGoing: true,
    config: { 'budget.kind': 'steps', 'budget.steps': older?.step },
    pretraining: { steps: older?.step },
  });
  expect(details.series.find(({ name }) => name === 'loss')?.steps.at(-1)).toBe(older?.step);
  const encoder = readSafetensors(path.join(project.dir, 'runs/1/encoder.safetensors')).tensors;
  const checkpoint = readSafetensors(path.join(folder, older?.name ?? '')).tensors;
  expect(encoder.size).toBeGreaterThan(4);
  for (const [name, { data }] of encoder) expect(data).toEqual(checkpoint.get(name)?.data);

  await expect(useAsItIs(project, 1, services)).rejects.toMatchObject({ code: 'bad-usage' });
  project.close();
}, 120_000);

test('of a killed run, which has no result, more time is added to the time that it had, and not to all that its passes might have taken', async () => {
  const { project, services } = await stoppedAfter(3, { minutes: 30, passes: 4000, batchSize: 16 });
  const { seconds } = runById(project, 1);
  project.store.runs.end(1, 'interrupted', { error: 'It was killed.' });
  const { config } = await keepGoing(project, 1, 0.001, services);
  expect(config.budget).toEqual({ kind: 'minutes', minutes: expect.any(Number) as number });
  const minutes = config.budget.kind === 'minutes' ? config.budget.minutes : Infinity;
  expect(minutes).toBeCloseTo(seconds / 60 + 0.001, 2);
  project.close();
}, 120_000);

test('where no checkpoint is whole it says so, and the run stays to be resumed', async () => {
  const { project, services } = await stoppedAfter(3, { steps: 4000, batchSize: 16 });
  const folder = path.join(project.dir, 'runs/1/checkpoints');
  for (const name of readdirSync(folder)) writeFileSync(path.join(folder, name), 'nothing');
  await expect(useAsItIs(project, 1, services)).rejects.toMatchObject({
    code: 'corrupt-file',
    message: 'No checkpoint of run 1 is whole.',
    remedy: 'Resume the run: it starts over.',
  });
  expect(runById(project, 1)).toMatchObject({ status: 'failed' });
  project.close();
}, 120_000);
