import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BoostedTrees } from '../../../main/learn/boosted-trees/boosted-trees.ts';
import {
  boostingFor,
  plainBoosting,
  trainClassifier,
  trainRegression,
} from '../../../main/learn/boosted-trees/train.ts';
import { argMaxRows, type Matrix, pickRows } from '../../../main/learn/data/matrix.ts';
import { permutation } from '../../../main/learn/data/seeded.ts';

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
  ] as const)('give the probabilities of scikit-learn for %s', (name, classes) => {
    const table = readTable(name);
    const [train, test] = [everySecond(table, 0), everySecond(table, 1)];
    const trees = trainClassifier(train.features, train.labels, classes, plainBoosting);
    const probabilities = trees.predict(test.features);
    expect(meanDifference(probabilities.values, reference[name].predictions.flat())).toBeLessThan(
      0.01,
    );
    expect(Math.abs(accuracy(probabilities, test.labels) - reference[name].score)).toBeLessThan(
      0.011,
    );
  });

  it('give the values of scikit-learn for a regression', () => {
    const table = readTable('diabetes');
    const [train, test] = [everySecond(table, 0), everySecond(table, 1)];
    const trees = trainRegression(
      train.features,
      Float32Array.from(train.targets, Number),
      plainBoosting,
    );
    const values = trees.predict(test.features).values;
    // The targets lie between 25 and 346.
    expect(meanDifference(values, reference.diabetes.predictions.flat())).toBeLessThan(3);
  });

  it('learn from five labels of each class, which leaves of twenty rows cannot', () => {
    const table = readTable('wine');
    const drawn = [0, 1, 2].flatMap((label) => {
      const rows = [...permutation(table.labels.length, label)];
      return rows.filter((row) => table.labels[row] === label).slice(0, 5);
    });
    const labels = Int32Array.from(drawn, (row) => table.labels[row] ?? 0);
    const few = pickRows(table.features, drawn);
    const scores = [plainBoosting, boostingFor(drawn.length, 13, 3, 1)].map((settings) =>
      accuracy(trainClassifier(few, labels, 3, settings).predict(table.features), table.labels),
    );
    expect(scores[0]).toBeLessThan(0.5);
    expect(scores[1]).toBeGreaterThan(0.85);
  });

  it('give the same trees for the same seed, others for another', () => {
    const { features, labels } = readTable('wine');
    const [first, again, other] = [1, 1, 2].map((seed) =>
      trainClassifier(features, labels, 3, { ...boostingFor(178, 13, 3, seed), rounds: 5 }).predict(
        features,
      ),
    );
    expect(again?.values).toEqual(first?.values);
    expect(other?.values).not.toEqual(first?.values);
  });

  it('are the same after they were saved', () => {
    const { features, labels } = readTable('wine');
    const trees = trainClassifier(features, labels, 3, { ...plainBoosting, rounds: 5 });
    const loaded = BoostedTrees.fromTensors(trees.tensors());
    expect(loaded.predict(features).values).toEqual(trees.predict(features).values);
  });

  it('refuse a damaged file, whatever number in it is wrong', () => {
    const { features, labels } = readTable('wine');
    const tensors = trainClassifier(features, labels, 3, { ...plainBoosting, rounds: 2 }).tensors();
    const damage: [name: string, value: number][] = [
      ['trees/feature', 13],
      ['trees/left', 0],
      ['trees/right', 1e6],
      ['trees/root', -1],
      ['trees/size', 1],
    ];
    for (const [name, value] of damage) {
      const good = tensors.get(name);
      if (good === undefined) throw new Error(`no tensor ${name}`);
      const bad = new Map(tensors).set(name, {
        ...good,
        data: good.data.slice().fill(value, 0, 1),
      });
      expect(() => BoostedTrees.fromTensors(bad), name).toThrow(/is damaged/);
    }
    for (const name of tensors.keys()) {
      const missing = new Map(tensors);
      missing.delete(name);
      expect(() => BoostedTrees.fromTensors(missing), name).toThrow(/is damaged/);
    }
  });

  it('tell how far they are, and stop when told to', () => {
    const { features, labels } = readTable('wine');
    const done: number[] = [];
    const onRound = (round: number): void => {
      done.push(round);
      if (round === 3) throw new Error('stopped');
    };
    expect(() => trainClassifier(features, labels, 3, { ...plainBoosting, onRound })).toThrow(
      'stopped',
    );
    expect(done).toEqual([1, 2, 3]);
  });

  it('split neighbouring numbers that have no float between them', () => {
    const low = 1;
    const high = Math.fround(1 + 2 ** -23);
    const features = {
      rows: 40,
      columns: 1,
      values: Float32Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? low : high)),
    };
    const labels = Int32Array.from({ length: 40 }, (_, row) => row % 2);
    const trees = trainClassifier(features, labels, 2, { ...plainBoosting, leastRows: 5 });
    expect(accuracy(trees.predict(features), labels)).toBe(1);
  });

  it('refuse what they cannot learn from', () => {
    const features = { rows: 2, columns: 1, values: Float32Array.of(1, Number.NaN) };
    expect(() => trainClassifier(features, Int32Array.of(0, 1), 2, plainBoosting)).toThrow(
      'finite',
    );
    expect(() =>
      trainClassifier(
        { ...features, values: Float32Array.of(1, 2) },
        Int32Array.of(0),
        2,
        plainBoosting,
      ),
    ).toThrow('2 rows, 1 labels');
  });
});
