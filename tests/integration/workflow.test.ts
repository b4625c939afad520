import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { classifierKindNames } from '../../shared/classifier-kinds.ts';
import { type CliResult, pretext } from '../support/cli.ts';
import { classNames, type SampleData, writeSampleData } from '../support/project.ts';
import { writeStrangers } from '../support/strangers.ts';
import { appTells, expectTold, nodeTells } from '../support/usage-programs.ts';

const score = z.object({ accuracy: z.number(), macro_f1: z.number() });
const reportSchema = z.object({
  project: z.string(),
  samples: z.object({ imported: z.int(), skipped: z.int(), duplicates: z.int() }),
  pretrain: z.object({
    method: z.string(),
    steps: z.int(),
    seconds: z.number(),
    samples_per_second: z.number(),
    loss_first: z.number(),
    loss_last: z.number(),
    knn: z.number(),
  }),
  scores: z.partialRecord(z.enum(classifierKindNames), score),
  best: z.enum(classifierKindNames),
  exports: z.array(
    z.object({ format: z.string(), path: z.string(), max_abs_difference: z.number() }),
  ),
  seconds: z.number(),
});

const clustersSchema = z.object({
  clusters: z.array(z.object({ size: z.int(), typical: z.array(z.string()) })),
  agreement: z.object({
    all: z.object({ labels: z.int(), classes: z.int(), purity: z.number() }),
  }),
});

const side = 16;
let data: SampleData;
let out = '';
let run: CliResult;
let report: z.infer<typeof reportSchema>;

beforeAll(async () => {
  data = await writeSampleData();
  writeFileSync(path.join(data.data, 'broken.png'), 'no picture at all');
  writeFileSync(path.join(data.data, 'copy.png'), readFileSync(path.join(data.data, '0003.png')));
  out = path.join(data.dir, 'out');
  const files = ['--labels', data.train, '--test', data.test, '--out', out];
  run = await pretext([
    'run',
    data.data,
    ...files,
    '--size',
    String(side),
    '--steps',
    '30',
    '--export',
    'onnx,tfjs,savedmodel',
    '--json',
  ]);
  report = reportSchema.parse(run.json);
}, 900_000);

test('the whole job ends well and says what it did', () => {
  expect(run.code).toBe(0);
  expect(run.stdout.trim().split('\n')).toHaveLength(1);
  expect(report.samples).toMatchObject({ imported: 120, skipped: 1, duplicates: 1 });
  expect(run.stderr).toContain('broken.png');
  expect(report.pretrain).toMatchObject({ method: 'simclr', steps: 30 });
  expect(report.pretrain.loss_last).toBeLessThan(report.pretrain.loss_first);
});

test('upright and lying bars are told apart far better than by chance', () => {
  expect(report.scores[report.best]?.accuracy).toBeGreaterThan(0.8);
});

test('both exports are verified and run in their own runtimes', async () => {
  expect(report.exports.map(({ format }) => format)).toEqual(['onnx', 'tfjs', 'savedmodel']);
  for (const each of report.exports) expect(each.max_abs_difference).toBeLessThan(1e-4);
  const file = report.exports[0]?.path ?? '';
  const session = await InferenceSession.create(file);
  const images = new Tensor('uint8', new Uint8Array(2 * side * side), [2, side, side, 1]);
  const result = await session.run({ images });
  expect(result['probabilities']?.dims).toEqual([2, 2]);
  await session.release();
  const dir = path.dirname(file);
  expect(readFileSync(path.join(dir, 'labels.txt'), 'utf8').trim().split('\n')).toEqual(
    [...classNames].sort(),
  );
  expect(readFileSync(path.join(dir, 'MODEL_CARD.md'), 'utf8')).toContain('simclr');
});

test('predictions by the project and by each export agree', async () => {
  const inputs = path.join(data.dir, 'held-out');
  const models = [report.project, ...report.exports.map((each) => path.dirname(each.path))];
  const labels: string[][] = [];
  for (const model of models) {
    const answer = await pretext(['predict', model, inputs, '--json']);
    expect(answer.code).toBe(0);
    const { predictions } = z
      .object({
        predictions: z.array(
          z.object({ path: z.string(), label: z.string(), confidence: z.number() }),
        ),
      })
      .parse(answer.json);
    expect(predictions).toHaveLength(20);
    labels.push(predictions.map(({ label }) => label));
  }
  expect(labels[1]).toEqual(labels[0]);
  expect(labels[2]).toEqual(labels[0]);
  expect(labels[3]).toEqual(labels[0]);
});

test('programs lie beside each export, are named on its card, and say what the app says', async () => {
  const inputs = path.join(data.dir, 'held-out');
  const files = readdirSync(inputs).map((name) => path.join(inputs, name));
  const programs = {
    onnx: ['use.py', 'use.mjs'],
    tfjs: ['use-in-page.js'],
    savedmodel: ['use.py'],
  };
  for (const { format, path: file } of report.exports) {
    const dir = path.dirname(file);
    const card = readFileSync(path.join(dir, 'MODEL_CARD.md'), 'utf8');
    for (const name of programs[format as keyof typeof programs]) {
      expect(readdirSync(dir)).toContain(name);
      expect(card).toContain(`\`${name}\``);
    }
  }
  const dir = path.dirname(report.exports[0]?.path ?? '');
  expectTold(nodeTells(dir, files), await appTells(dir, files), 0.02);
});

const saidSchema = z.object({
  unsure_below: z.number(),
  predictions: z.array(
    z.object({
      path: z.string(),
      confidence: z.number(),
      unsure: z.boolean(),
      unfamiliar: z.boolean().nullable(),
    }),
  ),
});
async function said(...args: string[]): Promise<z.infer<typeof saidSchema>> {
  const answer = await pretext(['predict', ...args, '--json']);
  expect(answer.code, answer.stderr).toBe(0);
  return saidSchema.parse(answer.json);
}

test('the threshold of a model goes with it, from hidden labels to predictions of its export', async () => {
  const inputs = path.join(data.dir, 'held-out');
  const dir = path.dirname(report.exports[0]?.path ?? '');
  const { unsure } = z
    .object({ unsure: z.object({ below: z.number(), note: z.string() }) })
    .parse(JSON.parse(readFileSync(path.join(dir, 'pretext.json'), 'utf8')));
  // 12 labels show nothing: half the way from chance to certainty.
  expect(unsure.below).toBe(0.75);
  expect(unsure.note).toMatch(/Of 100 samples .* \(estimated on 12 labels hidden from it\)/);
  expect(readFileSync(path.join(dir, 'MODEL_CARD.md'), 'utf8')).toContain(unsure.note);
  const [byProject, byExport] = [await said(report.project, inputs), await said(dir, inputs)];
  const flags = (of: typeof byProject) => of.predictions.map(({ unsure: flag }) => flag);
  for (const { unsure_below: below, predictions } of [byProject, byExport]) {
    expect(below).toBe(unsure.below);
    for (const each of predictions) expect(each.unsure).toBe(each.confidence < below);
  }
  expect(flags(byExport)).toEqual(flags(byProject));
  const never = await said(dir, inputs, '--unsure', '0');
  expect(flags(never)).not.toContain(true);
  const surest = Math.max(...byProject.predictions.map(({ confidence }) => confidence));
  const mostly = await said(report.project, inputs, '--unsure', '0.99');
  expect(flags(mostly).filter((flag) => !flag).length > 0).toBe(surest >= 0.99);
  const asked = await pretext(['predict', report.project, inputs, '--right', '0.95', '--json']);
  expect(asked.stderr).toContain('12 hidden labels are too few');
  expect(saidSchema.parse(asked.json).unsure_below).toBe(0.75);
});

test('a picture of something else is marked, by the project whose pictures it is unlike', async () => {
  const folder = await writeStrangers(path.join(data.dir, 'strangers'));
  const { predictions } = await said(report.project, folder);
  expect(predictions.filter(({ unfamiliar }) => unfamiliar).length).toBeGreaterThan(1);
  const own = await said(report.project, path.join(data.dir, 'held-out'));
  expect(own.predictions.filter(({ unfamiliar }) => unfamiliar).length).toBeLessThan(5);
  const kept = await pretext(['predict', report.project, folder]);
  expect(kept.stderr).not.toContain('learning what is usual');
  const dir = path.dirname(report.exports[0]?.path ?? '');
  for (const each of (await said(dir, folder)).predictions) expect(each.unfamiliar).toBeNull();
});

test('every classifier goes to TensorFlow.js, and its files say what opens it', async () => {
  const exported = z.object({ exports: z.tuple([z.object({ path: z.string() })]) });
  const opened = new Map<string, string>();
  for (const kind of Object.keys(report.scores)) {
    const args = ['export', report.project, '--format', 'tfjs', '--model', kind, '--json'];
    const answer = await pretext(args);
    expect(answer.code, kind).toBe(0);
    const [{ path: file }] = exported.parse(answer.json).exports;
    const read = (name: string): string =>
      readFileSync(path.join(path.dirname(file), name), 'utf8');
    const { loader } = z.object({ loader: z.string() }).parse(JSON.parse(read('pretext.json')));
    const { format } = z.object({ format: z.string() }).parse(JSON.parse(read('model.json')));
    expect(read('MODEL_CARD.md')).toContain(`Open model.json with ${loader}.`);
    expect(loader).toBe(format === 'graph-model' ? 'tf.loadGraphModel' : 'tf.loadLayersModel');
    opened.set(kind, loader);
  }
  expect(opened.get('pixels')).toBe('tf.loadLayersModel');
  expect(opened.get('patch_codes')).toBe('tf.loadGraphModel');
});

test('predictions as CSV, with what could not be read named', async () => {
  const answer = await pretext(['predict', report.project, data.data, '--format', 'csv']);
  const [head, ...rows] = answer.stdout.trim().split('\n');
  expect(head).toBe('path,label,confidence,unsure,unfamiliar,lying,upright');
  expect(rows).toHaveLength(121);
  expect(answer.stderr).toContain('broken.png');
});

test('the single steps work on the project too', async () => {
  const { project } = report;
  const steps: [string[], string][] = [
    [['project', 'info', project], '120 training images, 12 labelled; 20 test images, 20 labelled'],
    [['project', 'list', out], project],
    [['check', project], 'copy.png'],
    [['runs', 'list', project], 'finetune'],
    [['runs', 'show', project, '1'], 'learning_rate'],
    [['runs', 'compare', project, '1', '2'], 'finished'],
    [['suggest', project, '--count', '4'], '.png'],
    [['suggest', project, '--strategy', 'spectral'], 'connected groups'],
    [['suggest', project, '--strategy', 'disagreement'], 'the model wavers between'],
    [['clusters', project], '2 clusters, as many as there are classes with labels'],
    [['clusters', project, '--k', '3'], '3 clusters, as asked for'],
    [['clusters', project, '--algorithm', 'hdbscan', '--smallest', '4'], 'clusters of 4 samples'],
    [['anomalies', project, '--count', '3'], 'nearest usual ones'],
    [['label', project, '0050.png', 'upright'], '0050.png: upright'],
    [['evaluate', project], 'accuracy'],
    [['export', project, '--format', 'onnx', '--model', 'pixels'], 'model.onnx'],
  ];
  for (const [args, expected] of steps) {
    const answer = await pretext(args);
    expect(answer.stderr + answer.stdout, args.join(' ')).toContain(expected);
    expect(answer.code, args.join(' ')).toBe(0);
  }
});

test('what to label next is said by the strategy that was asked for; an unknown one names the others', async () => {
  const { project } = report;
  const answer = await pretext([
    'suggest',
    project,
    '--strategy',
    'margin',
    '--count',
    '5',
    '--json',
  ]);
  const { suggestions } = z
    .object({
      suggestions: z.array(
        z.object({ path: z.string(), between: z.tuple([z.string(), z.string()]) }),
      ),
    })
    .parse(answer.json);
  expect(suggestions).toHaveLength(5);
  for (const { between } of suggestions) expect(between.toSorted()).toEqual(['lying', 'upright']);
  const unknown = await pretext(['suggest', project, '--strategy', 'magic']);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain('prob-cover');
});

test('clusters are kept, and made again when something else is asked for', async () => {
  const { project } = report;
  const first = await pretext(['clusters', project, '--json']);
  expect(first.json).toMatchObject({ algorithm: 'k-means', count: 2, chosen_by: 'classes' });
  const { clusters, agreement } = clustersSchema.parse(first.json);
  expect(clusters.reduce((sum, { size }) => sum + size, 0)).toBe(120);
  for (const { typical } of clusters) expect(typical).toHaveLength(3);
  expect(agreement.all).toMatchObject({ classes: 2, labels: 13 });
  expect(agreement.all.purity).toBeGreaterThan(0.5);
  const kept = await pretext(['clusters', project, '--json']);
  expect(kept.stderr).not.toContain('finding clusters');
  expect(kept.json).toEqual(first.json);
  const other = await pretext(['clusters', project, '--k', '4', '--json']);
  expect(other.stderr).toContain('finding clusters');
  expect(other.json).toMatchObject({ count: 4, chosen_by: 'person' });
});

test('unusual images come with their score and usual ones that are like them', async () => {
  const answer = await pretext(['anomalies', report.project, '--count', '4', '--json']);
  const { anomalies } = z
    .object({
      anomalies: z.array(
        z.object({
          path: z.string().endsWith('.png'),
          distance: z.number(),
          score: z.number(),
          nearest_usual: z.array(z.string().endsWith('.png')).length(3),
        }),
      ),
    })
    .parse(answer.json);
  expect(anomalies).toHaveLength(4);
  expect(anomalies[0]?.score).toBe(1);
  const distances = anomalies.map(({ distance }) => distance);
  expect(distances).toEqual(distances.toSorted((a, b) => b - a));
});

test.each([
  [['run', '/nowhere', '--out', '/tmp/x'], 1, '/nowhere'],
  [['run'], 2, '--out'],
  [['frobnicate'], 2, 'frobnicate'],
  [['run', '.', '--out', '/tmp/x', '--method', 'magic'], 2, 'simclr'],
  [['run', '.', '--out', '/tmp/x', '--minutes', '-1'], 2, 'minutes'],
  [['run', '.', '--out', '/tmp/x', '--export', 'docx'], 2, 'docx'],
  [['project', 'info', '/nowhere'], 1, '/nowhere'],
  [['predict', '/nowhere', '.'], 1, '/nowhere'],
  [['predict', '.', '.', '--unsure', '1'], 2, '--unsure'],
  [['predict', '.', '.', '--right', '90'], 2, '--right'],
  [['predict', '.', '.', '--right', '0.9', '--unsure', '0.5'], 2, '--right'],
  [['clusters', '.', '--algorithm', 'magic'], 2, 'hdbscan'],
  [['clusters', '.', '--k', '0'], 2, '--k'],
  [['anomalies', '/nowhere'], 1, '/nowhere'],
])('pretext %j fails with exit code %i and names %s', async (args, code, named) => {
  const answer = await pretext(args);
  expect(answer.code).toBe(code);
  expect(answer.stderr).toContain(named);
  expect(answer.stderr).not.toContain('    at ');
});
