import { expect, test } from 'vitest';
import { argMaxRows } from '../../../main/learn/data/matrix.ts';
import {
  expectedCalibrationError,
  fitTemperature,
  withTemperature,
} from '../../../main/learn/evaluate/calibration.ts';
import { matrixOf } from '../../support/matrix.ts';
import { reference } from '../../support/reference.ts';

const r = reference.calibration;
const logits = matrixOf(r.logits);

/** Mean negative log-likelihood. */
function loss(temperature: number): number {
  const { values } = withTemperature(logits, temperature);
  const logs = r.labels.map((label, row) => Math.log(values[row * 4 + label] ?? 0));
  return -logs.reduce((sum, each) => sum + each, 0) / logs.length;
}

test('the temperature is the one with the least loss, as found with PyTorch', () => {
  const temperature = fitTemperature(logits, r.labels);
  expect(temperature).toBeCloseTo(r.temperature, 4);
  expect(loss(1)).toBeCloseTo(r.nll_before, 4);
  expect(loss(temperature)).toBeCloseTo(r.nll_after, 5);
});

test("the calibration error equals numpy's, and falls; classes stay", () => {
  const before = withTemperature(logits, 1);
  const after = withTemperature(logits, fitTemperature(logits, r.labels));
  expect(expectedCalibrationError(before, r.labels)).toBeCloseTo(r.ece_before, 5);
  expect(expectedCalibrationError(after, r.labels)).toBeCloseTo(r.ece_after, 5);
  expect(argMaxRows(after)).toEqual(argMaxRows(logits));
});

test('where all are right, or all wrong, the temperature stays within bounds', () => {
  const sure = matrixOf([
    [3, 0],
    [0, 3],
  ]);
  // Colder than this, nothing changes in floating point.
  expect(fitTemperature(sure, [0, 1])).toBeLessThan(0.1);
  expect(fitTemperature(sure, [1, 0])).toBeCloseTo(20, 3);
  expect(() => fitTemperature(sure, [0])).toThrow(RangeError);
});
