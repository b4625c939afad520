import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Project } from '../../main/app/project.ts';
import { regressorKindNames } from '../../shared/regressor-kinds.ts';
import { pretext } from '../support/cli.ts';
import { writeLabels } from '../support/run-report.ts';
import { appTells, expectTold, nodeTells } from '../support/usage-programs.ts';

/** A column of numbers from a table to a model that gives them, in the terminal: diabetes of scikit-learn. */

const fixture = path.join(import.meta.dirname, '../fixtures/ingest/tables/diabetes.csv');
const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const file = path.join(dir, 'diabetes.csv');
const lines = readFileSync(fixture, 'utf8').trim().split('\n');
const numbers = lines.slice(1).map((line) => Number(line.split(',').at(-1)));
const csv = (name: string, wanted: (i: number) => boolean): string =>
  writeLabels(
    dir,
    name,
    numbers.flatMap((value, i) => (wanted(i) ? [`"diabetes.csv, row ${i + 2}",${value}`] : [])),
  );

const interval = z.tuple([z.number(), z.number()]);
const reportSchema = z.object({
  project: z.string(),
  target: z.literal('number'),
  labels: z.object({ train: z.int(), test: z.int(), problems: z.array(z.string()) }),
  scores: z.record(
    z.string(),
    z.object({
      rmse: z.number(),
      rmse_interval: interval,
      mae: z.number(),
      r2: z.number(),
      r2_interval: interval,
    }),
  ),
  best: z.string(),
  winner: z.string(),
  exports: z.array(z.object({ format: z.string(), path: z.string() })),
});

const predictionsSchema = z.object({
  target: z.literal('number'),
  interval: z.object({ coverage: z.number(), halfWidth: z.number(), tried: z.int() }),
  predictions: z.array(z.object({ path: z.string(), value: z.number(), interval })),
});

async function predicted(model: string, data: string) {
  const answer = await pretext(['predict', model, data, '--json']);
  expect(answer.code, answer.stderr).toBe(0);
  return predictionsSchema.parse(answer.json);
}

function contents(project: string) {
  const open = Project.open(project);
  const { id, target } = open.dataset();
  const labels = open.store.labels.all(id, 'train').map(({ class_name: name }) => name);
  open.close();
  return { target, labels };
}

describe('a number', () => {
  let report: z.infer<typeof reportSchema>;
  let said: string;

  beforeAll(async () => {
    copyFileSync(fixture, file);
    const labels = ['--labels', csv('train.csv', (i) => i % 4 === 0)];
    const tested = ['--test', csv('test.csv', (i) => i % 2 === 1)];
    const settings = ['--out', path.join(dir, 'out'), '--steps', '60'];
    const exported = ['--export', 'onnx,tfjs'];
    const answer = await pretext([
      ...['run', file, ...labels, ...tested, ...settings, ...exported, '--json'],
    ]);
    expect(answer.code, answer.stderr).toBe(0);
    report = reportSchema.parse(answer.json);
    said = answer.stderr;
  }, 600_000);

  test('is found to be what is learnt, by regressors beside their baselines', () => {
    expect(said).toContain('a number is learnt. If they are names of classes');
    expect(report.labels).toEqual({ train: 111, test: 221, problems: [] });
    expect(Object.keys(report.scores)).toEqual([...regressorKindNames]);
    // 111 labels: scikit-learn's Ridge(10) on standardized columns has an R² of 0.41 and an RMSE of 55 on the same rows.
    const { linear, mean } = report.scores;
    expect(linear?.r2).toBeGreaterThan(0.36);
    expect(linear?.rmse).toBeLessThan(57);
    expect(mean?.r2).toBeLessThan(0.01);
    expect(report.scores[report.best]?.r2).toBeGreaterThan(0.36);
    expect(report.winner).toMatch(/Pretraining helped|retraining did not help|cannot be said/);
  });

  test('of new rows comes with an interval, the same from every export', async () => {
    const fresh = path.join(dir, 'new.csv');
    const withoutTarget = (line: string): string => line.split(',').slice(0, -1).join(',');
    writeFileSync(fresh, lines.slice(0, 12).map(withoutTarget).join('\n'));
    const ours = await predicted(report.project, fresh);
    expect(ours.interval).toMatchObject({ coverage: 0.9, tried: 111 });
    for (const { value, interval: around } of ours.predictions) {
      expect(value).toBeGreaterThan(20);
      expect(value).toBeLessThan(350);
      expect(around[1] - around[0]).toBeCloseTo(2 * ours.interval.halfWidth, 3);
    }
    expect(report.exports.map(({ format }) => format)).toEqual(['onnx', 'tfjs']);
    for (const { path: at } of report.exports) {
      const theirs = await predicted(path.dirname(at), fresh);
      expect(theirs.interval).toMatchObject(ours.interval);
      for (const [i, { value }] of theirs.predictions.entries()) {
        expect(value).toBeCloseTo(ours.predictions[i]?.value ?? Number.NaN, 1);
      }
    }
    const onnx = path.dirname(report.exports[0]?.path ?? '');
    expectTold(nodeTells(onnx, [fresh]), await appTells(onnx, [fresh]), 1e-3);
    const card = readFileSync(
      path.join(path.dirname(report.exports[0]?.path ?? ''), 'MODEL_CARD.md'),
      'utf8',
    );
    expect(card).toContain('A model that gives a number. Its training labels lay between');
    expect(card).toContain('| RMSE |');
    const unsure = await pretext(['predict', report.project, fresh, '--unsure', '0.5']);
    expect(unsure.code).toBe(2);
    expect(unsure.stderr).toContain('each number comes with an interval');
  }, 300_000);

  test('is scored anew on test samples, and what needs classes says so', async () => {
    const again = await pretext(['evaluate', report.project, '--json']);
    expect(again.code, again.stderr).toBe(0);
    const scores = z.record(z.string(), z.object({ r2: z.object({ value: z.number() }) }));
    const found = scores.parse(again.json['scores']);
    expect(found['linear']?.r2.value).toBeCloseTo(report.scores['linear']?.r2 ?? 0, 5);
    const asked = await pretext(['suggest', report.project, '--strategy', 'margin']);
    expect(asked.code).not.toBe(0);
    expect(asked.stderr).toContain('the labels of this project are numbers');
    const next = await pretext(['suggest', report.project, '--count', '5', '--json']);
    expect(next.code, next.stderr).toBe(0);
    expect(next.json['suggestions']).toHaveLength(5);
  }, 300_000);

  test('cannot have what is for classes: that is refused before anything is trained', async () => {
    const tuned = await pretext(['finetune', report.project, '--self-training', '--mixup']);
    expect(tuned.code).toBe(2);
    expect(tuned.stderr).toContain(
      'The labels are numbers, and --self-training, --mixup are for classes.',
    );
    expect(tuned.stderr).toContain('--target class');
    // Found to be numbers, or said to be.
    const asked = ['run', file, '--out', path.join(dir, 'out'), '--steps', '60', '--self-training'];
    const labels = ['--labels', path.join(dir, 'train.csv')];
    for (const more of [labels, [...labels, '--target', 'number']]) {
      const answer = await pretext([...asked, ...more]);
      expect(answer.code).toBe(2);
      expect(answer.stderr).toContain(
        'The labels are numbers, and --self-training is for classes.',
      );
      expect(answer.stderr).not.toMatch(/retrain(ed|ing without)/);
    }
  }, 120_000);

  test('can be said to be a class after all, and a number again: no label is lost', async () => {
    const before = contents(report.project);
    expect(before.target).toBe('number');
    const classes = await pretext(['label', report.project, '--target', 'class']);
    expect(classes.code, classes.stderr).toBe(0);
    expect(contents(report.project)).toEqual({ ...before, target: 'class' });
    const name = 'diabetes.csv, row 2';
    await pretext(['label', report.project, name, 'sick']);
    const refused = await pretext(['label', report.project, '--target', 'number']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('labels that are no numbers: “sick”');
    await pretext(['label', report.project, name, '--remove']);
    const numeric = await pretext(['label', report.project, name, '151.0', '--target', 'number']);
    expect(numeric.code, numeric.stderr).toBe(0);
    expect(contents(report.project)).toEqual(before);
    const word = await pretext(['label', report.project, name, 'sick']);
    expect(word.code).toBe(2);
    expect(word.stderr).toContain('“sick” is no number');
  }, 120_000);
});
