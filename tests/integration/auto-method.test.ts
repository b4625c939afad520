import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { Project } from '../../main/app/project.ts';
import { type AutoRecord, recordedConfigSchema } from '../../shared/training.ts';
import { pretext } from '../support/cli.ts';
import { type SampleData, writeSampleData } from '../support/project.ts';

let data: SampleData;
let out = '';
const fast = ['--size', '14', '--steps', '20', '--batch-size', '16', '--method', 'auto'];

beforeAll(async () => {
  data = await writeSampleData(60);
  out = path.join(data.dir, 'out');
});

function recordedAuto(dir: string, run: number): { method: string; auto: AutoRecord | undefined } {
  const project = Project.open(dir);
  try {
    const text = project.store.runs.byId(run)?.config ?? '{}';
    const { method, auto } = recordedConfigSchema.parse(JSON.parse(text));
    return { method, auto };
  } finally {
    project.close();
  }
}

test('--method auto tries a few, says what it chose and why, and keeps it with the run', async () => {
  const run = await pretext(['run', data.data, '--out', out, ...fast]);
  expect(run.stderr).toContain('Trying 4 methods');
  for (const method of ['simclr', 'rotation', 'vicreg', 'barlow-twins']) {
    expect(run.stderr).toMatch(
      new RegExp(`^${method}: 10 steps in .* s; other view found [\\d.]+ %, alignment`, 'm'),
    );
  }
  expect(run.code).toBe(0);
  const dir = path.join(out, 'data.pretext');
  const { method, auto } = recordedAuto(dir, 1);
  expect(auto?.trials.map((trial) => trial.method)).toEqual(auto?.candidates);
  expect(auto?.labels).toBe(0);
  expect(auto?.reason).toMatch(/^“/);
  expect(run.stderr).toContain(`Chosen: ${method}. ${auto?.reason}`);
  const report = JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8')) as {
    pretrain: { method: string; steps: number; chosen_because: string };
  };
  expect(report.pretrain).toMatchObject({ method, steps: 20, chosen_because: auto?.reason });
  const shown = await pretext(['runs', 'show', dir, '1']);
  expect(shown.stdout).toContain('Method chosen by trials');
  expect(shown.stdout).toContain(auto?.reason ?? '');
  expect(shown.stdout).toMatch(/^ {2}vicreg: 10 steps/m);
  const compared = await pretext(['runs', 'compare', dir, '1', '1']);
  expect(compared.stdout).not.toContain('auto');
});

test('the same again uses that run and tries nothing', async () => {
  const run = await pretext(['run', data.data, '--out', out, ...fast]);
  expect(run.stderr).toContain('Using run 1');
  expect(run.stderr).not.toContain('Trying');
  expect(run.code).toBe(0);
});

test('a run stopped among trials keeps those that were done; one stopped later does not try again', async () => {
  const dir = path.join(out, 'data.pretext');
  const steps = ['--steps', '800', '--batch-size', '16', '--method', 'auto'];
  const stopped = await pretext(['pretrain', dir, ...steps], 'simclr: 30 steps');
  expect(stopped.stderr).toContain('Stopped while methods were tried');
  expect(stopped.stderr).toMatch(/pretrain .* --resume \d+/);
  expect(stopped.code).toBe(1);
  const run = Number(/--resume (\d+)/.exec(stopped.stderr)?.[1]);
  const again = await pretext(['pretrain', dir, '--resume', String(run)], 'Chosen:');
  expect(again.stderr).not.toContain('simclr: 30 steps');
  expect(again.stderr).toContain('vicreg: 30 steps');
  expect(again.stderr).toMatch(/Stopped (after \d+ steps|before the training process had begun)/);
  const before = recordedAuto(dir, run);
  expect(before.auto?.trials).toHaveLength(4);
  const last = await pretext(['pretrain', dir, '--resume', String(run), '--json']);
  expect(last.stderr).not.toContain('Trying');
  expect(last.code).toBe(0);
  expect(last.json).toMatchObject({ run, steps: 800, config: { method: before.method } });
  expect(recordedAuto(dir, run)).toEqual(before);
}, 300_000);

test.each([
  [['--method', 'auto', '--weight', '0.5'], 'weight'],
  [['--method', 'automatic'], 'automatic'],
])('%j is refused', async (args, named) => {
  const answer = await pretext(['pretrain', path.join(out, 'data.pretext'), ...args]);
  expect(answer.code).toBe(2);
  expect(answer.stderr).toContain(named);
});
