/**
 * `npm run bench:labels -- [fashion|stamps] [minutes] [draws] [method] [labels a class, by commas] [encoder file]`: what a handful of
 * labels is worth. One pretraining without labels; then, for each number of labels a class, drawn at random and
 * suggested (typical of connected groups), the test accuracy of every way to use them. Nothing is tuned on test labels.
 * `TUXPAINT_STAMPS_DIR`, `FASHION_MNIST_DIR`: where the sets are.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { permutation } from '../../main/learn/data/seeded.ts';
import { compareClassifiers } from '../../main/learn/finetune/compare.ts';
import { PoolFeatures } from '../../main/learn/finetune/pool-features.ts';
import { methodNamed } from '../../main/learn/pretext/method.ts';
import { pretrainConfig } from '../../main/learn/pretrain/config.ts';
import { pretrain } from '../../main/learn/pretrain/pretrain.ts';
import { spectralEmbedding } from '../../main/learn/propagate/spectral-embedding.ts';
import { suggestTypical } from '../../main/learn/select/typical.ts';
import { type ClassifierKindName, classifierKindNames } from '../../shared/classifier-kinds.ts';
import { fashionSet, stampSet } from '../support/labelled-sets.ts';

const [
  name = 'fashion',
  minutes = '14',
  draws = '3',
  method = 'simclr',
  budgets = '1,5,10,25,100',
  pretrained = '',
] = process.argv.slice(2);
const set = name === 'stamps' ? await stampSet() : fashionSet();
const dir = mkdtempSync(path.join(tmpdir(), 'pretext-labels-'));
const { train, trainLabels, test, testLabels, classes } = set;
const began = performance.now();
const minutesSince = (): string => ((performance.now() - began) / 60_000).toFixed(1);
console.log(
  `${name}: ${train.count} training images, ${test.count} test images, ${classes} classes`,
);

const config = pretrainConfig(methodNamed(method), {
  budget: { kind: 'minutes', minutes: Number(minutes) },
});
const weights = pretrained || path.join(dir, 'encoder.safetensors');
if (pretrained === '') {
  const { verdict, steps } = await pretrain({
    config,
    source: train,
    known: null,
    checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
    encoderFile: weights,
  });
  console.log(
    `${method}: ${steps} steps in ${minutes} min (${verdict.state}); ${minutesSince()} min`,
  );
}

const features = new PoolFeatures({ encoder: config.encoder, weights, pool: train, seed: 1 });
const pool = await features.neighbourhood(new Int32Array());
const smooth = await spectralEmbedding(pool.graph, 20, 1);
console.log(`features and graph; ${minutesSince()} min`);

const columns = [...classifierKindNames, 'chosen', 'best baseline'] as const;
type Column = (typeof columns)[number];
/** What a person has without pretraining on the unlabelled images. */
const baselines = ['pixels', 'patch_codes', 'scratch'] as const;

/** The same number of each class among training images, in the order of a draw. */
function randomLabels(perClass: number, draw: number): { rows: Int32Array; looked: number } {
  const given = new Int32Array(classes);
  const rows = permutation(train.count, 100 * draw + perClass).filter((i) => {
    const label = trainLabels[i] ?? 0;
    given[label] = (given[label] ?? 0) + 1;
    return (given[label] ?? 0) <= perClass;
  });
  return { rows, looked: rows.length };
}

/** Suggestions that are looked at, for each label that is wanted. */
const lookedAt = 4;

/**
 * The same number of each class, of the suggested images as they come: a person passes over those of a class that has its share. Of a
 * class that no suggestion is of, as many as there are.
 */
function suggestedLabels(perClass: number, draw: number): { rows: Int32Array; looked: number } {
  const wanted = perClass * classes;
  const given = new Int32Array(classes);
  const kept: number[] = [];
  let looked = 0;
  for (const { row } of suggestTypical(smooth, [], lookedAt * wanted, draw)) {
    if (kept.length === wanted) break;
    looked += 1;
    const label = trainLabels[row] ?? 0;
    if ((given[label] ?? 0) >= perClass) continue;
    given[label] = (given[label] ?? 0) + 1;
    kept.push(row);
  }
  return { rows: Int32Array.from(kept), looked };
}

async function accuracies(
  labelled: Int32Array,
  seed: number,
): Promise<Partial<Record<Column, number>>> {
  const { scores, chosen } = await compareClassifiers({
    encoder: config.encoder,
    weights,
    pool: train,
    labelled,
    labels: labelled.map((row) => trainLabels[row] ?? 0),
    classes,
    test: { source: test, labels: testLabels },
    seed,
    features,
  });
  const of = (kind: ClassifierKindName): number => scores?.[kind]?.accuracy ?? Number.NaN;
  return {
    ...Object.fromEntries(classifierKindNames.map((kind) => [kind, of(kind)])),
    chosen: of(chosen.kind),
    'best baseline': Math.max(...baselines.map(of)),
  };
}

console.log('\nlabels a class'.padEnd(24), ...columns.map((column) => column.padStart(13)));
for (const perClass of budgets.split(',').map(Number)) {
  for (const [how, choose] of [
    ['random', randomLabels],
    ['suggested', suggestedLabels],
  ] as const) {
    if (perClass * classes > train.count / 2) continue;
    const rows: Partial<Record<Column, number>>[] = [];
    const print = (title: string, shown: typeof rows): void => {
      const cells = columns.map((column) => {
        const mean =
          shown.reduce((sum, row) => sum + (row[column] ?? Number.NaN), 0) / shown.length;
        return (Number.isNaN(mean) ? '–' : (100 * mean).toFixed(1)).padStart(13);
      });
      console.log(title.padEnd(23), ...cells, ` ${minutesSince()} min`);
    };
    for (let draw = 1; draw <= Number(draws); draw++) {
      const { rows: labelled, looked } = choose(perClass, draw);
      const row = await accuracies(labelled, draw);
      rows.push(row);
      print(`     draw ${draw}: ${labelled.length} of ${looked}`, [row]);
    }
    print(`${String(perClass).padStart(4)} ${how}`, rows);
  }
}
rmSync(dir, { recursive: true });
