import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Matrix, pickRows } from '../../../main/learn/data/matrix.ts';
import { subset } from '../../../main/learn/data/sample-source.ts';
import { permutation } from '../../../main/learn/data/seeded.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { errorLead, scoreValues } from '../../../main/learn/evaluate/regression-scores.ts';
import { exporters, exportFormats } from '../../../main/learn/export/registry.ts';
import { exportVerified } from '../../../main/learn/export/verify.ts';
import { disposeClassifier } from '../../../main/learn/finetune/stages.ts';
import { standardizationOf, standardize } from '../../../main/learn/finetune/standardize.ts';
import { meanSquaredError } from '../../../main/learn/losses/mean-squared-error.ts';
import { pretrainConfig } from '../../../main/learn/pretrain/config.ts';
import { pretrain } from '../../../main/learn/pretrain/pretrain.ts';
import { chooseRegressor } from '../../../main/learn/regress/choose.ts';
import { compareRegressors } from '../../../main/learn/regress/compare.ts';
import { inFold, numbersAt, valueFolds } from '../../../main/learn/regress/folds.ts';
import { leftOut } from '../../../main/learn/regress/kinds/nearest.ts';
import { predictionInterval } from '../../../main/learn/regress/prediction-interval.ts';
import { fitRidge, linearValues, ridgeRegression } from '../../../main/learn/regress/ridge.ts';
import { stackValues, weightedMean } from '../../../main/learn/regress/stack-values.ts';
import { loadClassifier, saveClassifier } from '../../../main/training/saved-classifier.ts';
import { type RegressorKindName, regressorKindNames } from '../../../shared/regressor-kinds.ts';
import { expectClose, tensorOf } from '../../support/close.ts';
import { rowsInMemory } from '../../support/table-source.ts';

/** Diabetes of scikit-learn: ten columns, standardized over all rows, and how far the disease was a year later. */
const lines = readFileSync(
  path.join(import.meta.dirname, '../../fixtures/ingest/tables/diabetes.csv'),
  'utf8',
)
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number));
const targets = Float32Array.from(lines, (line) => line.at(-1) ?? 0);
const raw: Matrix = {
  rows: lines.length,
  columns: 10,
  values: Float32Array.from(lines.flatMap((line) => line.slice(0, -1))),
};
const everySecond = (first: number): number[] => [...targets.keys()].filter((i) => i % 2 === first);
const [trained, tested] = [everySecond(0), everySecond(1)];
const scaling = standardizationOf(pickRows(raw, trained));
const features = standardize(raw, scaling);
const [some, rest] = [pickRows(features, trained), pickRows(features, tested)];

describe('ridge regression', () => {
  // scikit-learn 1.9.1: Ridge(alpha) on every second row, r2_score and mean_absolute_error on the others.
  test.each([
    {
      penalty: 10,
      kernel: [
        -0.8343, -6.4616, 24.0858, 17.739, -8.0389, -0.7886, -6.3603, 12.8398, 22.3331, 0.3432,
      ],
      r2: 0.42269,
      error: 44.3047,
    },
    {
      penalty: 300,
      kernel: [1.0921, -1.1189, 13.193, 9.9764, 0.8755, -0.1354, -7.5122, 7.2092, 11.4996, 4.9717],
      r2: 0.36323,
      error: 47.771,
    },
  ])("fits as scikit-learn's Ridge with alpha $penalty", ({ penalty, kernel, r2, error }) => {
    const fit = fitRidge(some, numbersAt(targets, trained), penalty);
    expectClose(fit.kernel.values, kernel, 1e-3);
    expectClose(fit.bias, [159.4027], 1e-3);
    const scores = scoreValues(linearValues(fit, rest), numbersAt(targets, tested), 1);
    expect(scores.r2.value).toBeCloseTo(r2, 4);
    expect(scores.meanAbsoluteError.value).toBeCloseTo(error, 3);
  });

  test('chooses a penalty by its folds, and says of each label what the others say', async () => {
    const known = numbersAt(targets, trained);
    const folds = valueFolds(known, 5, 1);
    const { penalty, outOfFold } = await ridgeRegression(some, known, folds);
    expect(penalty).toBeGreaterThanOrEqual(1);
    expect(penalty).toBeLessThanOrEqual(300);
    const first = folds?.[0] ?? -1;
    const others = inFold(folds ?? [], first, false);
    const without = fitRidge(pickRows(some, others), numbersAt(known, others), penalty);
    const said = linearValues(without, pickRows(some, [0]))[0] ?? Number.NaN;
    expect(Math.abs((outOfFold?.[0] ?? 0) - said)).toBeLessThan(0.01);
  });

  test('fits fewer samples than features', () => {
    const wide = { rows: 6, columns: 20, values: features.values.slice(0, 120) };
    const known = Float32Array.of(1, 2, 3, 4, 5, 6);
    const fit = fitRidge(wide, known, 1e-4);
    expectClose(linearValues(fit, wide), [...known], 0.01);
  });
});

test("the squared error is scikit-learn's", () => {
  // The example of sklearn.metrics.mean_squared_error.
  const loss = meanSquaredError(
    tensorOf([[2.5], [0], [2], [8]]),
    tensorOf([[3], [-0.5], [2], [7]]),
  );
  expectClose(loss, [0.375], 1e-6);
});

test('folds of numbers hold small and large ones alike', () => {
  const folds = valueFolds(targets, 5, 1) ?? new Int32Array();
  const means = [0, 1, 2, 3, 4].map((fold) => {
    const values = numbersAt(targets, inFold(folds, fold, true));
    expect(Math.abs(values.length - targets.length / 5)).toBeLessThanOrEqual(1);
    return values.reduce((sum, each) => sum + each, 0) / values.length;
  });
  expect(Math.max(...means) - Math.min(...means)).toBeLessThan(5); // the deviation is 77
  expect(valueFolds(targets.slice(0, 9), 3, 1)).toBeNull();
});

test("intervals are as wide as scipy's", () => {
  const fit = fitRidge(some, numbersAt(targets, trained), 10);
  const { r2, rootMeanSquaredError, meanAbsoluteError } = scoreValues(
    linearValues(fit, rest),
    numbersAt(targets, tested),
    1,
  );
  // scipy 1.17.1: stats.bootstrap, paired, percentile, 5,000 resamples.
  expectClose(r2.interval, [0.3056, 0.5157], 0.015);
  expectClose(meanAbsoluteError.interval, [40.2, 48.44], 0.4);
  // scikit-learn 1.9.1: root_mean_squared_error.
  expect(rootMeanSquaredError.value).toBeCloseTo(54.1883, 3);
  expectClose(rootMeanSquaredError.interval, [49.755, 58.5], 0.4);
  expect(() => scoreValues([1], [1], 1)).toThrow('two samples');
});

test("two are compared on the same samples, as scipy's paired bootstrap does", () => {
  const known = numbersAt(targets, trained);
  const [usual, strong] = [10, 300].map((penalty) =>
    linearValues(fitRidge(some, known, penalty), rest),
  ) as [Float32Array, Float32Array];
  const lead = errorLead(usual, strong, numbersAt(targets, tested), 1);
  // scipy 1.17.1: stats.bootstrap of the difference of sklearn's root_mean_squared_error, percentile, 5,000 resamples.
  expect(lead.difference).toBeCloseTo(2.7223, 3);
  expectClose(lead.interval, [0.588, 4.907], 0.2);
});

test('an interval is as wide as nine of ten hidden labels need', () => {
  const said = linearValues(fitRidge(some, numbersAt(targets, trained), 10), rest);
  const known = numbersAt(targets, tested);
  const errors = said.map((value, i) => value - (known[i] ?? 0));
  // numpy 2: quantile(|errors|, 200 / 221, method='inverted_cdf').
  expect(predictionInterval(errors)?.halfWidth).toBeCloseTo(89.529, 2);
  expect(predictionInterval([1, -2, 3, 4, 5, 6, 7, 8, -9])?.halfWidth).toBe(9);
  expect(predictionInterval([1, -2, 3, 4, 5, 6, 7, 8])).toBeNull();
});

test('of numbers that are all the same nothing is explained, however they are rounded', () => {
  // sklearn.metrics.r2_score([0.1] * 10, [0.2] * 10) is 0.0.
  const same = new Array<number>(10).fill(0.1);
  const scores = scoreValues(
    same.map((each) => 2 * each),
    same,
    1,
  );
  expect(scores.r2).toEqual({ value: 0, interval: [0, 0] });
  expect(scores.rootMeanSquaredError.value).toBeCloseTo(0.1, 6);
  expect(scoreValues(same, same, 1).r2.value).toBe(1);
});

test('what all others say of each sample is the kernel-weighted mean of numpy', async () => {
  const known = {
    rows: 5,
    columns: 2,
    values: Float32Array.of(1, 0, 0.8, 0.6, 0, 1, -0.6, 0.8, -1, 0),
  };
  const numbers = Float32Array.of(1000, 1002, 1007, 1003, 995);
  const before = tf.memory().numTensors;
  let blocks = 0;
  const said = await leftOut(known, numbers, () => {
    blocks += 1;
    return Promise.resolve();
  });
  expect([tf.memory().numTensors, blocks]).toEqual([before, 1]);
  // numpy 2: W = exp(s (X Xᵀ − 1)) without its diagonal; W @ t / W.sum(1), for s = 1 and 256.
  expectClose(said[0] ?? [], [1002.7179, 1002.4574, 1000.8798, 1001.5131, 1003.6724], 1e-3);
  expectClose(said.at(-1) ?? [], [1002.0, 1000.0, 1003.0, 1007.0, 1003.0], 1e-3);
});

test("weights of a mean of several are scipy's", () => {
  const parts = [
    [1.5, 2.5, 2.5, 4.5, 4.5, 6],
    [0, 4, 1, 7, 2, 9],
    [3, 3, 3, 3, 4, 4],
  ].map((each) => Float32Array.from(each));
  const numbers = Float32Array.of(1, 3, 2, 5, 4, 7);
  // scipy.optimize.minimize of the docstring's sum, BFGS.
  expectClose(stackValues(parts, numbers, 1), [0.51973, 0.334227, 0.146043], 1e-4);
  expectClose(stackValues(parts, numbers, 0.1), [0.658253, 0.293183, 0.048564], 1e-4);
  expectClose(stackValues(parts, numbers, 100), [0.335146, 0.345068, 0.319786], 1e-4);
  expectClose(weightedMean(parts, [0.5, 0.5, 0]).slice(0, 2), [0.75, 3.25], 1e-6);
  // All right already: nothing to tell them apart by.
  expect(stackValues([numbers, numbers], numbers)).toEqual([0.5, 0.5]);
  expect(() => stackValues([], numbers)).toThrow(RangeError);
});

test('another than the fine-tuned one is chosen when hidden labels show that it is better, and not by chance', () => {
  const numbers = Float32Array.from({ length: 40 }, (_, i) => i);
  const off = (by: (i: number) => number) => ({
    tried: Int32Array.from(numbers.keys()),
    values: numbers.map((value, i) => value + by(i)),
  });
  const usual = off((i) => (i % 2 === 0 ? 3 : -3));
  const better = off((i) => (i % 2 === 0 ? 2 : -2));
  const lucky = off((i) => (i === 0 ? 2 : i % 2 === 0 ? 3 : -3));
  const choose = (other: typeof usual | null) =>
    chooseRegressor(
      new Map([
        ['linear', other],
        ['fine_tuned', usual],
      ]),
      numbers,
    );
  expect(choose(better)).toBe('linear');
  expect(choose(lucky)).toBe('fine_tuned');
  expect(choose(null)).toBe('fine_tuned');
  // Of so few hidden labels nothing is known, not even how far off the lead may be.
  const few = { tried: better.tried.slice(0, 2), values: better.values.slice(0, 2) };
  expect(choose(few)).toBe('fine_tuned');
});

test('every kind learns a number from a few rows of a table, is saved, and is exported', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  const weights = path.join(dir, 'encoder.safetensors');
  const table = rowsInMemory(features.values, new Array<number>(10).fill(1));
  const config = pretrainConfig(
    'simclr',
    { batchSize: 64, seed: 1, budget: { kind: 'steps', steps: 80 } },
    'tables',
  );
  await pretrain({
    config,
    source: table,
    known: null,
    checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
    encoderFile: weights,
  });
  const order = permutation(targets.length, 1);
  const [labelled, unseen] = [order.slice(0, 100), order.slice(242)];
  const before = tf.memory().numTensors;
  const stages: string[] = [];
  const { scores, best, chosen, estimates, lead, pretraining, intervals, held } =
    await compareRegressors({
      encoder: config.encoder,
      weights,
      pool: subset(table, order.slice(0, 242)),
      labelled: Int32Array.from(labelled.keys()),
      targets: numbersAt(targets, labelled),
      test: { source: subset(table, unseen), targets: numbersAt(targets, unseen) },
      seed: 1,
      onProgress: ({ kind, step }) => {
        if (step > 0 && !stages.includes(kind)) stages.push(kind);
      },
      onTrained: (kind, regressor) => saveClassifier(path.join(dir, kind), regressor),
    });
  expect(tf.memory().numTensors).toBe(before);
  expect(stages).toEqual(regressorKindNames);
  for (const kind of regressorKindNames) {
    const r2 = scores?.[kind]?.r2.value ?? Number.NaN;
    if (kind === 'mean') expect(Math.abs(r2)).toBeLessThan(0.05);
    else expect(r2, kind).toBeGreaterThan(0.15);
    const { samples = 0, meanAbsoluteError } = estimates[kind] ?? {};
    expect(samples, kind).toBe(kind === 'scratch' ? 20 : 100);
    expect(meanAbsoluteError?.value, kind).toBeLessThan(90);
  }
  expect(best).not.toBe('mean');
  const errorOf = (kind: RegressorKindName): number =>
    estimates[kind]?.rootMeanSquaredError.value ?? Number.NaN;
  // A mean of several is no further off than they are in the mean.
  const parts = ['linear', 'boosted_trees', 'nearest', 'linear_probe', 'fine_tuned'] as const;
  const meanError = parts.reduce((sum, kind) => sum + errorOf(kind) / parts.length, 0);
  expect(errorOf('combined')).toBeLessThan(meanError);
  expect(chosen).not.toBe('mean');
  expect(Object.keys(lead)).toHaveLength(regressorKindNames.length - 1);
  for (const { difference } of Object.values(lead)) expect(difference).toBeGreaterThanOrEqual(0);
  expect(pretraining?.difference).toBeCloseTo(
    (scores?.[pretraining?.baseline ?? 'mean']?.rootMeanSquaredError.value ?? 0) -
      (scores?.[pretraining?.kind ?? 'mean']?.rootMeanSquaredError.value ?? 0),
    6,
  );
  expect(intervals.linear?.tried).toBe(100);
  // 200 unseen rows: 0.9 ± 0.02, and the labels' own luck.
  expect(Math.abs((held.linear ?? 0) - 0.9)).toBeLessThan(0.08);
  for (const kind of regressorKindNames) {
    const saved = { kind: 'columns', encoder: config.encoder, weights: path.join(dir, kind) };
    const model = loadClassifier({ ...saved, kind: 'columns', spec: table.spec, classes: [] });
    for (const format of exportFormats) {
      const file = path.join(dir, `${kind}-${format}`, exporters[format].fileName);
      const difference = await exportVerified(model, format, file, table);
      expect(difference, `${kind}, ${format}`).toBeLessThan(1e-4);
    }
    disposeClassifier(model);
  }
});
