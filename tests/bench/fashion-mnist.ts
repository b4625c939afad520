/**
 * `npm run bench:fashion -- [minutes] [labels a class] [draws] [method]`: the main job on 20,000
 * Fashion-MNIST images of Debian's package dataset-fashion-mnist, scored on all 10,000 test images.
 * One pretraining, several draws of labels. Prints a table and one JSON line.
 */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finetune } from '../../main/app/finetune.ts';
import { labelFromCsv } from '../../main/app/label-data.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { latestFinished } from '../../main/app/runs.ts';
import { forkHost } from '../../main/training/host.ts';
import { classifierKindsFor } from '../../shared/classifier-kinds.ts';
import { finetuneOptionsSchema } from '../../shared/finetune-options.ts';
import { pretext } from '../support/cli.ts';
import {
  drawIndices,
  nameOf,
  pngOf,
  readFashion,
  writeLabels,
  writeZip,
} from '../support/fashion-mnist.ts';

const [minutes = '14', perClass = '10', draws = '3', method = 'simclr'] = process.argv.slice(2);
const dir = mkdtempSync(path.join(tmpdir(), 'pretext-fashion-'));
const unlabelled = 20_000;

const train = readFashion('train');
const test = readFashion('t10k');
const data = path.join(dir, 'data.zip');
await writeZip(data, train.pixels, unlabelled);
const testDir = path.join(dir, 'test');
mkdirSync(testDir);
for (let i = 0; i < test.labels.length; i++) {
  await pngOf(test.pixels, i).toFile(path.join(testDir, nameOf(i)));
}
const testCsv = path.join(dir, 'test.csv');
writeLabels(
  testCsv,
  Array.from(test.labels, (label, i) => [path.join(testDir, nameOf(i)), label] as const),
);
const csvOf = (draw: number): string => path.join(dir, `labels-${draw}.csv`);
for (let draw = 1; draw <= Number(draws); draw++) {
  const indices = drawIndices(train.labels, unlabelled, Number(perClass), draw);
  writeLabels(
    csvOf(draw),
    indices.map((i) => [nameOf(i), train.labels[i] ?? 0] as const),
  );
}

const out = path.join(dir, 'out');
const args = ['--labels', csvOf(1), '--test', testCsv, '--out', out, '--export', 'onnx', '--json'];
const run = await pretext(['run', data, ...args, '--method', method, '--minutes', minutes]);
if (run.code !== 0) throw new Error(run.stderr);
console.log(JSON.stringify(run.json));

const kinds = classifierKindsFor('images');
type Accuracies = Record<(typeof kinds)[number], number>;
const first = run.json['scores'] as Record<(typeof kinds)[number], { accuracy: number }>;
const rows: Accuracies[] = [mapKinds((kind) => first[kind].accuracy)];
const project = Project.open(path.join(out, 'data.pretext'));
const services = {
  host: forkHost(),
  reporter: silentReporter,
  signal: new AbortController().signal,
};
for (let draw = 2; draw <= Number(draws); draw++) {
  const { id } = project.dataset();
  for (const label of project.store.labels.all(id, 'train')) {
    project.store.labels.give(id, label.sample_id, null, 'person');
  }
  await labelFromCsv(project, csvOf(draw), null);
  const choice = { seed: draw, ...finetuneOptionsSchema.parse({}) };
  const { result } = await finetune(project, latestFinished(project, 'pretrain'), choice, services);
  rows.push(mapKinds((kind) => result.scores?.[kind]?.accuracy ?? Number.NaN));
}
project.close();

function mapKinds(value: (kind: (typeof kinds)[number]) => number): Accuracies {
  return Object.fromEntries(kinds.map((kind) => [kind, value(kind)])) as Accuracies;
}

const percent = (share: number): string => (100 * share).toFixed(1);
console.log(`\n${perClass} labels a class, test accuracy on 10,000 images, %`);
console.log('draw'.padEnd(6), ...kinds.map((kind) => kind.padStart(13)));
rows.forEach((row, i) => {
  console.log(String(i + 1).padEnd(6), ...kinds.map((kind) => percent(row[kind]).padStart(13)));
});
const mean = mapKinds((kind) => rows.reduce((sum, row) => sum + row[kind], 0) / rows.length);
console.log('mean'.padEnd(6), ...kinds.map((kind) => percent(mean[kind]).padStart(13)));
