import { expect, test } from 'vitest';
import { type Matrix, toTensor } from '../../../main/learn/data/matrix.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { calibrationOf } from '../../../main/learn/evaluate/calibration.ts';
import { logLikelihoods } from '../../../main/learn/evaluate/log-likelihood.ts';
import { calibrate, sureness } from '../../../main/learn/finetune/calibrate.ts';
import { stack } from '../../../main/learn/finetune/stack.ts';
import { type Classifier, logitsOf } from '../../../main/learn/finetune/stages.ts';
import { GraphBuilder, graphInput } from '../../../main/learn/models/graph.ts';
import { Network } from '../../../main/learn/models/network.ts';
import { setDense } from '../../../main/learn/models/set-dense.ts';
import { softmaxRows } from '../../../main/learn/propagate/propagated.ts';
import { expectClose } from '../../support/close.ts';
import { matrixOf } from '../../support/matrix.ts';
import { reference } from '../../support/reference.ts';

const r = reference.calibration;
const logits = matrixOf(r.logits);
const labels = Int32Array.from(r.labels);
const meanLoss = (of: Matrix): number =>
  -logLikelihoods(of, labels).reduce((sum, each) => sum + each, 0) / labels.length;

test("one classifier's weight is 1 / temperature, as found with PyTorch, where nothing is usual", () => {
  const { weights, logits: calibrated } = stack([logits], labels, [1], 1e-9);
  expect(1 / (weights[0] ?? 0)).toBeCloseTo(r.temperature, 3);
  expect(meanLoss(logits)).toBeCloseTo(r.nll_before, 4);
  expect(meanLoss(calibrated)).toBeCloseTo(r.nll_after, 5);
});

/** The identity, or a sum of two layers that is one, with a bias: a last node as classifiers have it. */
function classifierOf(isSum: boolean): { classifier: Classifier; network: Network } {
  const graph = new GraphBuilder([4]);
  const layer = { units: 4, bias: true };
  if (isSum) {
    const parts = ['one', 'other'].map((name) => graph.add('dense', name, [graphInput], layer));
    graph.add('add', 'logits', parts, {});
  } else {
    graph.add('dense', 'logits', [graphInput], layer);
  }
  const network = new Network('classifier', graph.build(), 1);
  const kernel = (share: number): Matrix =>
    matrixOf([0, 1, 2, 3].map((row) => [0, 1, 2, 3].map((column) => (row === column ? share : 0))));
  const bias = Float32Array.of(0.5, -1, 0, 2);
  if (isSum) {
    setDense(network, 'one', kernel(0.25), bias);
    setDense(
      network,
      'other',
      kernel(0.75),
      bias.map((each) => -each),
    );
  } else {
    setDense(network, 'logits', kernel(1), bias);
  }
  return { classifier: { stages: [{ network, output: 'logits' }] }, network };
}

// scipy.optimize.minimize_scalar of −Σ log softmax(eᵘ z)[label] + 5 u² on the same logits: 1 / T is eᵘ.
const factor = 0.2928823897;

test.each([
  ['a dense layer', false],
  ['a sum of two', true],
])(
  "a classifier that ends in %s is made as sure as scipy's temperature says, and its trial with it",
  (_, isSum) => {
    const { classifier, network } = classifierOf(isSum);
    const said = (): Float32Array =>
      tf.tidy(() => logitsOf(classifier, toTensor(logits), false).dataSync() as Float32Array);
    const before = said();
    const trial = { tried: Int32Array.from(labels.keys()), logits };
    expect(sureness(trial, labels)).toBeCloseTo(factor, 4);
    const calibrated = calibrate(classifier, trial, labels);
    expectClose(
      Array.from(said()),
      Array.from(before, (each) => each * factor),
      1e-3,
    );
    expectClose(
      Array.from(calibrated.logits.values),
      Array.from(logits.values, (each) => each * factor),
      1e-3,
    );
    expect(calibrated.tried).toBe(trial.tried);
    network.dispose();
  },
);

test('labels are those of the tried samples; what was not tried stays as sure as it is', () => {
  const tried = Int32Array.of(2, 0);
  const few = { tried, logits: matrixOf([0, 1].map((row) => r.logits[row] ?? [])) };
  const inPlaces = Int32Array.of(labels[1] ?? 0, 9, labels[0] ?? 0);
  const inOrder = { tried: Int32Array.of(0, 1), logits: few.logits };
  expect(sureness(few, inPlaces)).toBe(sureness(inOrder, labels));
  expect(sureness(null, labels)).toBe(1);
});

test('what gives no logits cannot be made surer', () => {
  const graph = new GraphBuilder([4]);
  graph.add('relu', 'logits', [graphInput], {});
  const network = new Network('classifier', graph.build(), 1);
  const classifier = { stages: [{ network, output: 'logits' }] };
  const trial = { tried: Int32Array.from(labels.keys()), logits };
  expect(() => calibrate(classifier, trial, labels)).toThrow(RangeError);
});

test("the calibration error equals numpy's, and falls", () => {
  const { logits: calibrated } = stack([logits], labels, [1], 1e-9);
  expect(calibrationOf(softmaxRows(logits, 1), r.labels).error).toBeCloseTo(r.ece_before, 5);
  expect(calibrationOf(softmaxRows(calibrated, 1), r.labels).error).toBeCloseTo(r.ece_after, 3);
});

test("the points of the reliability diagram equal scikit-learn's", () => {
  const { bins, samples } = calibrationOf(softmaxRows(logits, 1), r.labels);
  expectClose(
    bins.map(({ confidence }) => confidence),
    r.curve_confidence,
    1e-6,
  );
  expectClose(
    bins.map(({ accuracy }) => accuracy),
    r.curve_accuracy,
    1e-6,
  );
  expect(samples).toBe(r.labels.length);
  expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(samples);
});

test('with a handful of labels the weight stays near the usual one, however right they were', () => {
  const sure = matrixOf([
    [3, 0],
    [0, 3],
  ]);
  const few = stack([sure], Int32Array.of(0, 1), [1]).weights[0] ?? 0;
  expect(few).toBeGreaterThan(1);
  expect(few).toBeLessThan(1.2);
  const wrong = stack([sure], Int32Array.of(1, 0), [1]).weights[0] ?? 0;
  expect(wrong).toBeLessThan(0.85);
  expect(wrong).toBeGreaterThan(0.3);
});

test('of two classifiers the one that is right gets the weight', () => {
  const uninformed: Matrix = { ...logits, values: logits.values.map((_, i) => Math.sin(7 * i)) };
  const { weights } = stack([logits, uninformed], labels, [1, 1], 1e-9);
  expect(weights[0]).toBeGreaterThan(3 * (weights[1] ?? 1));
  expect(() => stack([], labels, [])).toThrow(RangeError);
});
