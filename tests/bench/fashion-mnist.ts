/**
 * `npm run bench:fashion -- [minutes] [labels a class] [draws] [method]`: the main job on 20,000
 * Fashion-MNIST images of Debian's package dataset-fashion-mnist, scored on all 10,000 test images.
 * One pretraining, several draws of labels. Prints a table and one JSON line.
 */
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { ZipFile } from 'yazl';
import { finetune } from '../../main/app/finetune.ts';
import { labelFromCsv } from '../../main/app/label-data.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { latestFinished } from '../../main/app/runs.ts';
import { permutation } from '../../main/learn/data/seeded.ts';
import { forkHost } from '../../main/training/host.ts';
import { pretext } from '../support/cli.ts';

const [minutes = '14', perClass = '10', draws = '3', method = 'simclr'] = process.argv.slice(2);
const source = process.env['FASHION_MNIST_DIR'] ?? '/usr/share/datasets/fashion-mnist';
const dir = mkdtempSync(path.join(tmpdir(), 'pretext-fashion-'));
const side = 28;
const unlabelled = 20_000;

function read(set: 'train' | 't10k'): { pixels: Buffer; labels: Buffer } {
  const open = (name: string): Buffer => gunzipSync(readFileSync(path.join(source, name)));
  return {
    pixels: open(`${set}-images-idx3-ubyte.gz`).subarray(16),
    labels: open(`${set}-labels-idx1-ubyte.gz`).subarray(8),
  };
}

async function writeZip(file: string, pixels: Buffer, count: number): Promise<void> {
  const zip = new ZipFile();
  for (let i = 0; i < count; i++) {
    const raw = pixels.subarray(i * side * side, (i + 1) * side * side);
    const png = await sharp(raw, { raw: { width: side, height: side, channels: 1 } })
      .toColourspace('b-w')
      .png({ compressionLevel: 1 })
      .toBuffer();
    zip.addBuffer(png, nameOf(i), { compress: false });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
}

const nameOf = (i: number): string => `${String(i).padStart(5, '0')}.png`;

function writeLabels(file: string, rows: readonly (readonly [string, number])[]): void {
  const lines = rows.map(([name, label]) => `${name},class ${label}`);
  writeFileSync(file, ['path,label', ...lines].join('\n'));
}

/** A stratified draw of training labels. */
function drawLabels(labels: Buffer, seed: number): [string, number][] {
  const given = new Int32Array(10);
  return Array.from(permutation(unlabelled, seed)).flatMap((i): [string, number][] => {
    const label = labels[i] ?? 0;
    if ((given[label] ?? 0) >= Number(perClass)) return [];
    given[label] = (given[label] ?? 0) + 1;
    return [[nameOf(i), label]];
  });
}

const train = read('train');
const test = read('t10k');
const data = path.join(dir, 'data.zip');
await writeZip(data, train.pixels, unlabelled);
const testDir = path.join(dir, 'test');
mkdirSync(testDir);
for (let i = 0; i < test.labels.length; i++) {
  const raw = test.pixels.subarray(i * side * side, (i + 1) * side * side);
  await sharp(raw, { raw: { width: side, height: side, channels: 1 } })
    .toColourspace('b-w')
    .toFile(path.join(testDir, nameOf(i)));
}
const testCsv = path.join(dir, 'test.csv');
writeLabels(
  testCsv,
  Array.from(test.labels, (label, i) => [path.join(testDir, nameOf(i)), label] as const),
);
const csvOf = (draw: number): string => path.join(dir, `labels-${draw}.csv`);
for (let draw = 1; draw <= Number(draws); draw++) {
  writeLabels(csvOf(draw), drawLabels(train.labels, draw));
}

const out = path.join(dir, 'out');
const args = ['--labels', csvOf(1), '--test', testCsv, '--out', out, '--export', 'onnx', '--json'];
const run = await pretext(['run', data, ...args, '--method', method, '--minutes', minutes]);
if (run.code !== 0) throw new Error(run.stderr);
console.log(JSON.stringify(run.json));

const kinds = ['pixels', 'scratch', 'linear_probe', 'fine_tuned'] as const;
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
  const { result } = await finetune(project, latestFinished(project, 'pretrain'), draw, services);
  rows.push(mapKinds((kind) => result.scores?.[kind].accuracy ?? Number.NaN));
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
