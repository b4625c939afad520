/**
 * `npm run bench:labels -- [fashion|stamps] [minutes] [draws] [method] [labels a class, by commas] [encoder file]`: what a handful of
 * labels is worth. One pretraining without labels; then, for each number of labels a class, drawn at random and
 * suggested (TypiClust), the test accuracy of every way to use them. Nothing is tuned on test labels.
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
console.log(`features and graph; ${minutesSince()} min`);

const columns = [...classifierKindNames, 'chosen', 'best baseline'] as const;
type Column = (typeof columns)[number];
/** What a person has without pretraining on the unlabelled images. */
const baselines = ['pixels', 'patch_codes', 'scratch'] as const;

/** The same number of each class among training images, in the order of a draw. */
function randomLabels(perClass: number, draw: number): Int32Array {
  const given = new Int32Array(classes);
  return permutation(train.count, 100 * draw + perClass).filter((i) => {
    const label = trainLabels[i] ?? 0;
    given[label] = (given[label] ?? 0) + 1;
    return (given[label] ?? 0) <= perClass;
  });
}

/** As many labels in all, wherever they are suggested. */
function suggestedLabels(perClass: number, draw: number): Int32Array {
  const suggested = suggestTypical(pool.features, [], perClass * classes, draw);
  return Int32Array.from(suggested, ({ row }) => row);
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
      const row = await accuracies(choose(perClass, draw), draw);
      rows.push(row);
      print(`     draw ${draw}`, [row]);
    }
    print(`${String(perClass).padStart(4)} ${how}`, rows);
  }
}
rmSync(dir, { recursive: true });
