import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Project } from '../../main/app/project.ts';
import { pretext } from '../support/cli.ts';
import { type SampleData, writeSampleData } from '../support/project.ts';

function job(
  { data, train, test: held }: SampleData,
  out: string,
  steps: number,
  labelled = true,
): string[] {
  const files = [...(labelled ? ['--labels', train, '--test', held] : []), '--out', out];
  const small = ['--size', '14', '--batch-size', '16'];
  return ['run', data, ...files, ...small, '--steps', String(steps), '--json'];
}

function runsIn(out: string): { kind: string; status: string }[] {
  const project = Project.open(path.join(out, 'data.pretext'));
  const runs = project.store.runs.all().map(({ kind, status }) => ({ kind, status }));
  project.close();
  return runs;
}

test('Ctrl-C while pretraining saves a checkpoint, says how to go on, and the same command goes on', async () => {
  const data = await writeSampleData();
  const out = path.join(data.dir, 'out');
  const stopped = await pretext(job(data, out, 400), '% pretraining');
  expect(stopped.code).toBe(1);
  expect(stopped.stdout).toBe('');
  expect(stopped.stderr).toContain('Stopped. Run 1 is saved.');
  expect(stopped.stderr).toContain('Start the same again to go on, or resume the run.');
  expect(stopped.stderr).toMatch(/Go on with: pretext pretrain \S+data\.pretext --resume 1/);
  expect(runsIn(out)).toEqual([{ kind: 'pretrain', status: 'interrupted' }]);
  const checkpoints = readdirSync(path.join(out, 'data.pretext/runs/1/checkpoints'));
  expect(checkpoints).toContainEqual(expect.stringMatching(/^step-\d+\.safetensors$/));

  const resumed = await pretext(job(data, out, 400));
  expect(resumed.stderr).toMatch(/Going on with run 1 from step [1-9]/);
  expect(resumed.code).toBe(0);
  expect(resumed.json['pretrain']).toMatchObject({ run: 1, steps: 400 });
  expect(runsIn(out)).toEqual([
    { kind: 'pretrain', status: 'finished' },
    { kind: 'finetune', status: 'finished' },
  ]);

  const again = await pretext(job(data, out, 400), '% scratch');
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('Using run 1');
  expect(again.stderr).toContain('Start it again to go on');
  expect(again.stderr).not.toContain('    at ');
  expect(runsIn(out).at(-1)).toEqual({ kind: 'finetune', status: 'interrupted' });
}, 600_000);

test('what Ctrl-C has stopped is used as it is, with what it has learned by now', async () => {
  const data = await writeSampleData();
  const out = path.join(data.dir, 'out');
  const stopped = await pretext(job(data, out, 4000, false), '% pretraining');
  expect(stopped.stderr).toContain('--as-it-is 1');
  const project = path.join(out, 'data.pretext');
  const both = await pretext(['pretrain', project, '--as-it-is', '1', '--resume', '1']);
  expect(both.code).toBe(2);
  const used = await pretext(['pretrain', project, '--as-it-is', '1', '--json']);
  expect(used.code).toBe(0);
  expect(used.json).toMatchObject({ run: 1, status: 'finished' });
  expect(used.json['steps']).toBeGreaterThan(0);
  expect(used.json['steps']).toBeLessThan(4000);
  expect(runsIn(out)).toEqual([{ kind: 'pretrain', status: 'finished' }]);
  expect((await pretext(['embed', project])).code).toBe(0);
}, 120_000);

test('Ctrl-C while importing leaves an empty project, and the same command starts over', async () => {
  const data = await writeSampleData();
  const out = path.join(data.dir, 'out');
  // At its first word: decoders take longer to start than Ctrl-C to arrive.
  const imported = job(data, out, 2, false); // what comes after labels is not what is looked at
  const stopped = await pretext(imported, '% looking for images');
  expect(stopped.code).toBe(1);
  expect(stopped.stderr).toContain('The import was cancelled; nothing was imported.');
  expect(stopped.stderr).not.toContain('    at ');
  expect(runsIn(out)).toEqual([]);
  const packs = path.join(out, 'data.pretext/data');
  expect(existsSync(packs) ? readdirSync(packs) : []).toEqual([]);
  const again = await pretext(imported);
  expect(again.code).toBe(0);
  expect(again.json['samples']).toMatchObject({ imported: 120, skipped: 0 });
}, 600_000);
