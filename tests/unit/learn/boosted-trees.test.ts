import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { addTrees, setTrees } from '../../../main/learn/boosted-trees/as-layer.ts';
import { type BoostedTrees, outputsOf } from '../../../main/learn/boosted-trees/boosted-trees.ts';
import {
  type BoostingSettings,
  boostingFor,
  plainBoosting,
  trainClassifier,
  trainRegression,
} from '../../../main/learn/boosted-trees/train.ts';
import { argMaxRows, type Matrix, pickRows } from '../../../main/learn/data/matrix.ts';
import { permutation } from '../../../main/learn/data/seeded.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { GraphBuilder, graphInput } from '../../../main/learn/models/graph.ts';
import { graphOfRecord, recordOf } from '../../../main/learn/models/graph-record.ts';
import { Network } from '../../../main/learn/models/network.ts';
import { softmaxRows } from '../../../main/learn/propagate/propagated.ts';
import { expectClose } from '../../support/close.ts';

const folder = path.join(import.meta.dirname, '../../fixtures/ingest/tables');

/** By scikit-learn: `tests/fixtures/ingest/tables/make.py`. */
const scored = z.object({
  predictions: z.array(z.union([z.number(), z.array(z.number())])),
  score: z.number(),
});
const reference = z
  .object({ wine: scored, 'breast-cancer': scored, diabetes: scored })
  .parse(JSON.parse(readFileSync(path.join(folder, 'trees.json'), 'utf8')));

interface Table {
  features: Matrix;
  targets: string[];
  /** Class of each row, by the alphabet. */
  labels: Int32Array;
}

function readTable(name: string): Table {
  const lines = readFileSync(path.join(folder, `${name}.csv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  const rows = lines.map((line) => line.split(','));
  const targets = rows.map((row) => row.at(-1) ?? '');
  const classes = [...new Set(targets)].sort();
  const values = Float32Array.from(rows.flatMap((row) => row.slice(0, -1).map(Number)));
  return {
    features: { rows: rows.length, columns: values.length / rows.length, values },
    targets,
    labels: Int32Array.from(targets, (target) => classes.indexOf(target)),
  };
}

function everySecond(table: Table, first: 0 | 1): Table {
  const rows = [...table.targets.keys()].filter((row) => row % 2 === first);
  return {
    features: pickRows(table.features, rows),
    targets: rows.map((row) => table.targets[row] ?? ''),
    labels: Int32Array.from(rows, (row) => table.labels[row] ?? 0),
  };
}

function accuracy(probabilities: Matrix, labels: Int32Array): number {
  const right = argMaxRows(probabilities).filter((label, row) => label === labels[row]);
  return right.length / labels.length;
}

const probabilitiesOf = (trees: BoostedTrees, features: Matrix): Matrix =>
  softmaxRows(outputsOf(trees, features), 1);

function meanDifference(values: Float32Array, others: readonly number[]): number {
  expect(values.length).toBe(others.length);
  return (
    others.reduce((sum, other, at) => sum + Math.abs(other - (values[at] ?? 0)), 0) / others.length
  );
}

describe('boosted trees', () => {
  it.each([
    ['wine', 3],
    ['breast-cancer', 2],
  ] as const)('give the probabilities of scikit-learn for %s', async (name, classes) => {
    const table = readTable(name);
    const [train, test] = [everySecond(table, 0), everySecond(table, 1)];
    const trees = await trainClassifier(train.features, train.labels, classes, plainBoosting);
    const probabilities = probabilitiesOf(trees, test.features);
    expect(meanDifference(probabilities.values, reference[name].predictions.flat())).toBeLessThan(
      0.01,
    );
    expect(Math.abs(accuracy(probabilities, test.labels) - reference[name].score)).toBeLessThan(
      0.011,
    );
  });

  it('give the values of scikit-learn for a regression', async () => {
    const table = readTable('diabetes');
    const [train, test] = [everySecond(table, 0), everySecond(table, 1)];
    const trees = await trainRegression(
      train.features,
      Float32Array.from(train.targets, Number),
      plainBoosting,
    );
    const { values } = outputsOf(trees, test.features);
    // The targets lie between 25 and 346.
    expect(meanDifference(values, reference.diabetes.predictions.flat())).toBeLessThan(3);
  });

  it('learn from five labels of each class, which leaves of twenty rows cannot', async () => {
    const table = readTable('wine');
    const drawn = [0, 1, 2].flatMap((label) => {
      const rows = [...permutation(table.labels.length, label)];
      return rows.filter((row) => table.labels[row] === label).slice(0, 5);
    });
    const labels = Int32Array.from(drawn, (row) => table.labels[row] ?? 0);
    const few = pickRows(table.features, drawn);
    const score = async (settings: BoostingSettings): Promise<number> => {
      const trees = await trainClassifier(few, labels, 3, settings);
      return accuracy(outputsOf(trees, table.features), table.labels);
    };
    expect(await score(plainBoosting)).toBeLessThan(0.5);
    expect(await score(boostingFor(drawn.length, 13, 3, 1))).toBeGreaterThan(0.85);
  });

  it('give the same trees for the same seed, others for another', async () => {
    const { features, labels } = readTable('wine');
    const grow = async (seed: number): Promise<BoostedTrees> =>
      await trainClassifier(features, labels, 3, { ...boostingFor(178, 13, 3, seed), rounds: 5 });
    const first = await grow(1);
    expect(await grow(1)).toEqual(first);
    expect(await grow(2)).not.toEqual(first);
  });

  it.each([
    ['wine', 3],
    ['breast-cancer', 2],
    ['diabetes', 0],
  ] as const)('say the same as layers of a network: %s', async (name, classes) => {
    const { features, labels, targets } = readTable(name);
    const settings = { ...plainBoosting, rounds: 20 };
    const trees = await (classes === 0
      ? trainRegression(features, Float32Array.from(targets, Number), settings)
      : trainClassifier(features, labels, classes, settings));
    const builder = new GraphBuilder([features.columns]);
    addTrees(builder, graphInput, trees);
    // As it is read from a file.
    const network = new Network('trees', graphOfRecord(recordOf(builder.build())), 0);
    setTrees(network, trees);
    const before = tf.memory().numTensors;
    const rows = tf.tensor2d(features.values.slice(), [features.rows, features.columns]);
    const said = tf.tidy(() => network.apply(rows as never, false));
    expectClose(said, Array.from(outputsOf(trees, features).values), 1e-3);
    rows.dispose();
    said.dispose();
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });

  it('of which none has split say the baseline, as a layer too', async () => {
    const features = { rows: 4, columns: 2, values: new Float32Array(8) };
    const labels = Int32Array.of(0, 1, 1, 1);
    const trees = await trainClassifier(features, labels, 2, { ...plainBoosting, rounds: 1 });
    const builder = new GraphBuilder([2]);
    addTrees(builder, graphInput, trees);
    const network = new Network('trees', builder.build(), 0);
    setTrees(network, trees);
    const said = tf.softmax(network.apply(tf.zeros([1, 2]), false) as never);
    expectClose((said as unknown as Tensor).dataSync(), [0.25, 0.75], 1e-5);
    network.dispose();
  });

  it('tell how far they are, and stop when told to', async () => {
    const { features, labels } = readTable('wine');
    const done: number[] = [];
    const onRound = async (round: number): Promise<void> => {
      done.push(round);
      await Promise.resolve();
      if (round === 3) throw new Error('stopped');
    };
    await expect(
      trainClassifier(features, labels, 3, { ...plainBoosting, onRound }),
    ).rejects.toThrow('stopped');
    expect(done).toEqual([1, 2, 3]);
  });

  it('split neighbouring numbers that have no float between them', async () => {
    const low = 1;
    const high = Math.fround(1 + 2 ** -23);
    const features = {
      rows: 40,
      columns: 1,
      values: Float32Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? low : high)),
    };
    const labels = Int32Array.from({ length: 40 }, (_, row) => row % 2);
    const trees = await trainClassifier(features, labels, 2, { ...plainBoosting, leastRows: 5 });
    expect(accuracy(outputsOf(trees, features), labels)).toBe(1);
  });

  it('refuse what they cannot learn from', async () => {
    const features = { rows: 2, columns: 1, values: Float32Array.of(1, Number.NaN) };
    await expect(trainClassifier(features, Int32Array.of(0, 1), 2, plainBoosting)).rejects.toThrow(
      'finite',
    );
    const finite = { ...features, values: Float32Array.of(1, 2) };
    await expect(trainClassifier(finite, Int32Array.of(0), 2, plainBoosting)).rejects.toThrow(
      '2 rows, 1 labels',
    );
  });
});
