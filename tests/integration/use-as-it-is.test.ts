import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { importData } from '../../main/app/import-data.ts';
import { pretrain, useAsItIs } from '../../main/app/pretrain.ts';
import { Project } from '../../main/app/project.ts';
import { type ReportedProgress, silentReporter } from '../../main/app/reporter.ts';
import { detailsOf } from '../../main/app/run-details.ts';
import { finishedRun, runById } from '../../main/app/runs.ts';
import { readSafetensors } from '../../main/files/safetensors.ts';
import { forkHost } from '../../main/training/host.ts';
import { writeSampleData } from '../support/project.ts';

test('a pretraining that was stopped is used as it is: its encoder is that of its newest whole checkpoint', async () => {
  const data = await writeSampleData(40);
  const project = Project.create(path.join(data.dir, 'stopped'));
  const never = new AbortController().signal;
  const services = { host: forkHost(), reporter: silentReporter, signal: never };
  const importing = { preprocessing: {}, labelsFrom: null, split: 'train' } as const;
  await importData(project, [data.data], importing, services);

  const stopping = new AbortController();
  const stopAtTen = {
    ...services,
    signal: stopping.signal,
    reporter: {
      ...silentReporter,
      progress: ({ step }: ReportedProgress): void => {
        if ((step ?? 0) >= 10) stopping.abort(new Error('stopped'));
      },
    },
  };
  const choices = { steps: 4000, batchSize: 16, checkpointSeconds: 0.001 };
  const stopped = await pretrain(project, choices, stopAtTen);
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

test('where no checkpoint is whole it says so, and the run stays to be resumed', async () => {
  const data = await writeSampleData(40);
  const project = Project.create(path.join(data.dir, 'damaged'));
  const never = new AbortController().signal;
  const services = { host: forkHost(), reporter: silentReporter, signal: never };
  const importing = { preprocessing: {}, labelsFrom: null, split: 'train' } as const;
  await importData(project, [data.data], importing, services);
  const stopping = new AbortController();
  const reporter = {
    ...silentReporter,
    progress: ({ step }: ReportedProgress): void => {
      if ((step ?? 0) >= 3) stopping.abort(new Error('stopped'));
    },
  };
  const choices = { steps: 4000, batchSize: 16 };
  await pretrain(project, choices, { ...services, reporter, signal: stopping.signal });
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
