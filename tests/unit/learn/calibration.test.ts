import { expect, test } from 'vitest';
import type { Matrix } from '../../../main/learn/data/matrix.ts';
import { calibrationOf } from '../../../main/learn/evaluate/calibration.ts';
import { logLikelihoods } from '../../../main/learn/evaluate/log-likelihood.ts';
import { stack } from '../../../main/learn/finetune/stack.ts';
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
