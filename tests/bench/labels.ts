/**
 * `npm run bench:labels -- [fashion|stamps] [minutes] [draws] [method] [labels a class, by commas]`: what a handful of
 * labels is worth. One pretraining without labels; then, for each number of labels a class, drawn at random and
 * suggested (TypiClust), the test accuracy of every way to use them. Nothing is tuned on test labels.
 * `TUXPAINT_STAMPS_DIR`, `FASHION_MNIST_DIR`: where the sets are.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { argMaxRows, type Matrix, pickRows } from '../../main/learn/data/matrix.ts';
import { permutation } from '../../main/learn/data/seeded.ts';
import { knnClassify } from '../../main/learn/evaluate/knn.ts';
import { learnPatches, patchCodes } from '../../main/learn/features/patch-codes.ts';
import { joinFeatures, principalAxes, project } from '../../main/learn/features/principal-axes.ts';
import { type classifierKinds, compareClassifiers } from '../../main/learn/finetune/compare.ts';
import { embedImages } from '../../main/learn/finetune/embed.ts';
import {
  linearProbabilities,
  logisticRegression,
} from '../../main/learn/finetune/logistic-regression.ts';
import { standardizationOf, standardize } from '../../main/learn/finetune/standardize.ts';
import { Network } from '../../main/learn/models/network.ts';
import { encoders } from '../../main/learn/models/registry.ts';
import { methodNamed } from '../../main/learn/pretext/method.ts';
import { readWeights } from '../../main/learn/pretrain/checkpoint.ts';
import { pretrainConfig } from '../../main/learn/pretrain/config.ts';
import { pretrain } from '../../main/learn/pretrain/pretrain.ts';
import { withClassSizes } from '../../main/learn/propagate/class-sizes.ts';
import { neighbourGraph } from '../../main/learn/propagate/neighbour-graph.ts';
import { scoresOfNew } from '../../main/learn/propagate/new-images.ts';
import { poissonLearning } from '../../main/learn/propagate/poisson.ts';
import { suggestTypical } from '../../main/learn/select/typical.ts';
import { fashionSet, stampSet } from '../support/labelled-sets.ts';

const [
  name = 'fashion',
  minutes = '14',
  draws = '3',
  method = 'simclr',
  budgets = '1,5,10,25,100',
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
const weights = path.join(dir, 'encoder.safetensors');
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

const { height, width, channels } = train.shape;
const encoder = new Network(
  'encoder',
  encoders[config.encoder].build([height, width, channels]).graph,
  1,
);
readWeights(weights, [encoder]);
const embeddings = {
  train: await embedImages(encoder, train),
  test: await embedImages(encoder, test),
};
encoder.dispose();
const dictionary = learnPatches(train, 1);
const codes = {
  train: await patchCodes(dictionary, train),
  test: await patchCodes(dictionary, test),
};
const standard = standardizationOf(codes.train);
const axes = {
  codes: principalAxes(codes.train, 128, 1),
  embeddings: principalAxes(embeddings.train, 64, 1),
};
const joined = (which: 'train' | 'test'): Matrix =>
  joinFeatures([
    { points: project(codes[which], axes.codes), weight: 1 },
    { points: project(embeddings[which], axes.embeddings), weight: 0.5 },
  ]);
const features = { train: joined('train'), test: joined('test') };
const graph = await neighbourGraph(features.train);
console.log(`features and graph; ${minutesSince()} min`);

const ways = [
  'pixels',
  'patches',
  'scratch',
  '1-nn',
  'probe',
  'propagation',
  'fine-tuned',
] as const;
type Way = (typeof ways)[number];
const wayOf: Record<(typeof classifierKinds)[number], Way> = {
  pixels: 'pixels',
  scratch: 'scratch',
  linear_probe: 'probe',
  fine_tuned: 'fine-tuned',
};

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
  const suggested = suggestTypical(features.train, [], perClass * classes, draw);
  return Int32Array.from(suggested, ({ row }) => row);
}

async function accuracies(labelled: Int32Array, seed: number): Promise<Record<Way, number>> {
  const labels = labelled.map((row) => trainLabels[row] ?? 0);
  const score = (guesses: ArrayLike<number>): number =>
    testLabels.filter((label, i) => label === guesses[i]).length / testLabels.length;
  const result = {} as Record<Way, number>;
  await compareClassifiers({
    encoder: config.encoder,
    weights,
    pool: train,
    labelled,
    labels,
    classes,
    test: { source: test, labels: testLabels },
    seed,
    onTested(kind, probabilities) {
      result[wayOf[kind]] = score(argMaxRows(probabilities));
    },
  });
  const known = standardize(pickRows(codes.train, labelled), standard);
  const linear = logisticRegression(known, labels, classes, seed);
  result.patches = score(
    argMaxRows(linearProbabilities(linear, standardize(codes.test, standard))),
  );
  const bank = pickRows(features.train, labelled);
  result['1-nn'] = score(knnClassify(bank, labels, classes, features.test, 1));
  const few = { rows: labelled, labels, classes };
  const { scores } = await poissonLearning(graph, few);
  // A class that nobody labelled has no share.
  const counts = Array.from(
    { length: classes },
    (_, label) => labels.filter((l) => l === label).length,
  );
  const shares = counts.map((count) => (count + 1e-6) / (labels.length + classes * 1e-6));
  const finite = { ...scores, values: scores.values.map((x) => (Number.isFinite(x) ? x : -1e6)) };
  const weighted = counts.includes(0) ? finite : withClassSizes(scores, shares);
  result.propagation = score(
    argMaxRows(await scoresOfNew(features.train, weighted, features.test)),
  );
  return result;
}

console.log('\nlabels a class'.padEnd(24), ...ways.map((way) => way.padStart(12)));
for (const perClass of budgets.split(',').map(Number)) {
  for (const [how, choose] of [
    ['random', randomLabels],
    ['suggested', suggestedLabels],
  ] as const) {
    if (perClass * classes > train.count / 2) continue;
    const rows: Record<Way, number>[] = [];
    for (let draw = 1; draw <= Number(draws); draw++) {
      rows.push(await accuracies(choose(perClass, draw), draw));
    }
    const mean = (way: Way): number => rows.reduce((sum, row) => sum + row[way], 0) / rows.length;
    const cells = ways.map((way) => (100 * mean(way)).toFixed(1).padStart(12));
    console.log(
      `${String(perClass).padStart(4)} ${how}`.padEnd(23),
      ...cells,
      ` ${minutesSince()} min`,
    );
  }
}
rmSync(dir, { recursive: true });
