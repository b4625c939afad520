import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { isAlive } from '../../main/files/is-alive.ts';
import { forkHost } from '../../main/training/host.ts';
import { runJob } from '../../main/training/run-job.ts';
import { defaultPatience } from '../../main/training/watchdog.ts';
import type { JobSpec } from '../../shared/training.ts';
import { writeSampleData } from '../support/project.ts';

const entry = path.join(import.meta.dirname, '../fixtures/training/dying-entry.ts');

function job(way: string): JobSpec<'pretrain'> {
  return {
    kind: 'pretrain',
    config: {
      method: 'simclr',
      encoder: 'small-conv',
      optimizer: 'adam',
      learningRate: 1e-3,
      weightDecay: 0,
      batchSize: 16,
      warmup: 0.1,
      seed: 1,
      budget: { kind: 'steps', steps: 10 },
    },
    images: { files: [], file: [], row: [] },
    known: null,
    checkpointDir: way,
    encoderFile: 'unused',
    resumeFrom: null,
    checkpointSeconds: 20,
  };
}

test.each([
  ['abort', 'training-died', 'signal SIGABRT'],
  ['segfault', 'training-died', 'signal SIGSEGV'],
  ['exit-0', 'training-died', 'exit code 0'],
  ['exit-3', 'training-died', 'the last words'],
  ['throw', 'training-died', 'a fault of ours'],
  ['memory', 'training-died', 'It had run out of memory'],
  ['nonsense', 'training-failed', 'wrong message'],
])(
  'a training process that ends by "%s" is reported within 10 s as %s with its cause',
  async (way, code, cause) => {
    const host = forkHost({ entry, execArgv: ['--max-old-space-size=200'] });
    const begun = performance.now();
    await expect(runJob(host, job(way)).result).rejects.toMatchObject({
      code,
      message: expect.stringContaining(cause) as string,
    });
    expect(performance.now() - begun).toBeLessThan(10_000);
  },
);

test('a training process in an endless loop is reported within 10 s, and ended', async () => {
  expect(defaultPatience.tell).toBeLessThan(10);
  const silences: number[] = [];
  const begun = performance.now();
  const running = runJob(
    forkHost({ entry }),
    job('loop'),
    { onSilence: (seconds) => silences.push(seconds) },
    { tell: 1, end: 3 },
  );
  await expect(running.result).rejects.toMatchObject({
    code: 'training-died',
    message: expect.stringContaining('not answered for 3 seconds') as string,
  });
  expect(silences).toEqual([1]);
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(isAlive(running.pid ?? 0)).toBe(false);
});

test('a Ctrl-C that ends a process which is only starting is a stop, not a death', async () => {
  const stopped = runJob(forkHost({ entry }), job('deaf'));
  process.kill(stopped.pid ?? Number.NaN, 'SIGINT');
  stopped.stop();
  await expect(stopped.result).rejects.toMatchObject({ code: 'cancelled' });
  // Without a wish to stop it is a death all the same.
  const killed = runJob(forkHost({ entry }), job('deaf'));
  process.kill(killed.pid ?? Number.NaN, 'SIGINT');
  await expect(killed.result).rejects.toMatchObject({ code: 'training-died' });
});

test('a job that goes on says that it is alive, whatever it does', async () => {
  const child = forkHost().start();
  const heard: string[] = [];
  const ended = new Promise((resolve) => child.onExit(resolve));
  child.onMessage((message) => heard.push((message as { type: string }).type));
  child.send({ type: 'start', job: { kind: 'measure', seconds: 6 } });
  await ended;
  expect(heard).toContain('alive');
  expect(heard.at(-1)).toBe('done');
});

test('a training process that does not hear is killed after the grace', async () => {
  const running = runJob(forkHost({ entry }), job('deaf'));
  running.stop(300);
  await expect(running.result).rejects.toMatchObject({ code: 'training-died' });
  expect(isAlive(running.pid ?? 0)).toBe(false);
});

test('when the program is killed, its training process saves and is gone within 10 s', async () => {
  const data = await writeSampleData();
  const main = path.join(import.meta.dirname, '../../main/shell/cli/main.ts');
  const out = path.join(data.dir, 'out');
  const args = ['run', data.data, '--out', out, '--steps', '100000', '--batch-size', '16'];
  const program = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  program.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  while (!said.includes('% pretraining')) {
    expect(program.exitCode, said).toBeNull();
    await wait(50);
  }
  const children = readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8');
  const trainers = children
    .trim()
    .split(' ')
    .map(Number)
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('training/entry.ts'));
  expect(trainers).toHaveLength(1);
  program.kill('SIGKILL');
  const begun = performance.now();
  while (isAlive(trainers[0] ?? 0) && performance.now() - begun < 15_000) await wait(50);
  expect(performance.now() - begun).toBeLessThan(10_000);
});
