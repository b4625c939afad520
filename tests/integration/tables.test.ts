import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { pretext } from '../support/cli.ts';
import {
  expectSame,
  predictionsOf,
  type RunReport,
  runReportSchema,
  writeLabels,
} from '../support/run-report.ts';

/** A table from a file to a model, in the terminal. */

const fixture = path.join(import.meta.dirname, '../fixtures/ingest/tables/wine.csv');
const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const file = path.join(dir, 'wine.csv');
const out = path.join(dir, 'out');
const lines = readFileSync(fixture, 'utf8').trim().split('\n');
const classOf = (line: string): string => line.split(',').at(-1) ?? '';
const samples = lines.slice(1).map((line, i) => `"wine.csv, row ${i + 2}",${classOf(line)}`);

const csv = (name: string, wanted: (i: number) => boolean): string =>
  writeLabels(
    dir,
    name,
    samples.filter((_, i) => wanted(i)),
  );

describe('a table', () => {
  let report: RunReport;

  beforeAll(async () => {
    copyFileSync(fixture, file);
    const labels = ['--labels', csv('train.csv', (i) => i % 6 === 0)];
    const test = ['--test', csv('test.csv', (i) => i % 3 === 1)];
    const settings = ['--out', out, '--steps', '60', '--export', 'onnx'];
    const answer = await pretext(['run', file, ...labels, ...test, ...settings, '--json']);
    expect(answer.code, answer.stderr).toBe(0);
    report = runReportSchema.parse(answer.json);
  }, 600_000);

  test('is imported, pretrained on, and classified beside its baselines', () => {
    expect(report.samples).toEqual({ imported: 178, skipped: 0, duplicates: 0 });
    expect(report.labels).toEqual({ train: 30, test: 59, problems: [] });
    expect(report.pretrain).toEqual({ method: 'simclr', encoder: 'mlp', steps: 60 });
    expect(Object.keys(report.scores)).toEqual([
      'columns',
      'boosted_trees',
      'scratch',
      'nearest',
      'linear_probe',
      'propagation',
      'combined',
      'fine_tuned',
    ]);
    // Chance is 40 %; the classes are easily told.
    for (const [kind, { accuracy }] of Object.entries(report.scores)) {
      expect(accuracy, kind).toBeGreaterThan(0.75);
    }
  });

  test('the same command again trains nothing anew', async () => {
    const again = await pretext(['run', file, '--out', out, '--steps', '60', '--json']);
    expect(again.code, again.stderr).toBe(0);
    expect(again.stderr).toContain('pretrained with the same settings');
  }, 600_000);

  test('new rows, also equal ones, are classified by the project and by its export alike', async () => {
    const fresh = path.join(dir, 'new.csv');
    const withoutClass = (line: string): string => line.split(',').slice(0, -1).join(',');
    const [header = '', first = '', second = ''] = lines.map(withoutClass);
    writeFileSync(fresh, [header, first, second, first].join('\n'));
    const ours = await predictionsOf(report.project, fresh);
    expect(ours.map((each) => each.path)).toEqual([2, 3, 4].map((row) => `new.csv, row ${row}`));
    expect(ours[2]?.confidence).toBe(ours[0]?.confidence);
    const [exported] = report.exports;
    const theirs = await predictionsOf(path.dirname(exported?.path ?? ''), fresh);
    expectSame(theirs, ours, 4);
  }, 300_000);

  test('pictures into a project of a table, and tasks for pictures, are refused by name', async () => {
    const picture = path.join(dir, 'picture.csv');
    writeFileSync(picture, 'a,b\n1,2\n');
    const lacking = await pretext(['import', report.project, picture]);
    expect(lacking.code).not.toBe(0);
    expect(lacking.stderr).toContain('picture.csv lacks the columns');
    const rotated = await pretext(['pretrain', report.project, '--method', 'rotation']);
    expect(rotated.code).not.toBe(0);
    expect(rotated.stderr).toMatch(/rotation|images/);
  }, 120_000);
});
