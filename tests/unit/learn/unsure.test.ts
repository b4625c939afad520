import { expect, test } from 'vitest';
import type { Matrix } from '../../../main/learn/data/matrix.ts';
import { seededUniform } from '../../../main/learn/data/seeded.ts';
import { binomialTail } from '../../../main/learn/evaluate/binomial-tail.ts';
import { answersLeft, chooseThreshold } from '../../../main/learn/evaluate/unsure.ts';
import { matrixOf } from '../../support/matrix.ts';
import { reference } from '../../support/reference.ts';

test("tails of the binomial distribution equal scipy's", () => {
  for (const { successes, trials, share, tail } of reference.binomial_tail) {
    expect(binomialTail(successes, trials, share)).toBeCloseTo(tail, 10);
  }
});

test('answers are counted at each threshold, the probability itself included', () => {
  const probabilities = matrixOf([
    [0.75, 0.25],
    [0.4, 0.6],
    [0.5, 0.5],
  ]);
  const { samples, answered, right } = answersLeft(probabilities, [0, 0, 0]);
  expect(samples).toBe(3);
  expect([0, 50, 51, 60, 61, 75, 76, 99].map((at) => answered[at])).toEqual([
    3, 3, 2, 2, 1, 1, 0, 0,
  ]);
  expect([0, 51, 61, 76].map((at) => right[at])).toEqual([2, 1, 1, 0]);
});

/** Of each probability so many samples, so many of them right. */
function said(...parts: [confidence: number, count: number, right: number][]) {
  const rows = parts.flatMap(([confidence, count]) =>
    Array.from({ length: count }, () => [confidence, 1 - confidence]),
  );
  const labels = parts.flatMap(([, count, right]) =>
    Array.from({ length: count }, (_, i) => (i < right ? 0 : 1)),
  );
  return answersLeft(matrixOf(rows), labels);
}

test('the threshold is the lowest one above which answers are right often enough', () => {
  const answers = said([0.95, 100, 98], [0.75, 50, 49], [0.55, 50, 30]);
  // All: 177 of 200. From 0.56 on: 147 of 150.
  expect(chooseThreshold(answers, 0.9, 2)).toEqual({ below: 0.56, basis: 'shown' });
  // 98 of 100 do not show that 97 of 100 are right.
  expect(chooseThreshold(answers, 0.97, 2)).toEqual({ below: 0.97, basis: 'not-reached' });
  expect(chooseThreshold(answers, 0.8, 2)).toEqual({ below: 0, basis: 'shown' });
});

test('few labels show nothing, however right: 22 are needed for nine in ten', () => {
  expect(chooseThreshold(said([0.99, 21, 21]), 0.9, 10)).toEqual({
    below: 0.55,
    basis: 'few-labels',
  });
  expect(chooseThreshold(said([0.99, 22, 22]), 0.9, 10).basis).toBe('shown');
  expect(chooseThreshold(said(), 0.9, 2)).toEqual({ below: 0.75, basis: 'few-labels' });
});

test('of calibrated classifiers with 100 labels, at most one in ten is right less often than asked', () => {
  const uniform = seededUniform(3);
  const draws = 300;
  let missed = 0;
  let shown = 0;
  for (let draw = 0; draw < draws; draw++) {
    const confidences = Array.from({ length: 100 }, () => 0.5 + 0.5 * uniform() ** 0.5);
    const labels = confidences.map((confidence) => Number(uniform() > confidence));
    const values = Float32Array.from(confidences.flatMap((each) => [each, 1 - each]));
    const probabilities: Matrix = { rows: 100, columns: 2, values };
    const { below, basis } = chooseThreshold(answersLeft(probabilities, labels), 0.9, 2);
    if (basis !== 'shown') continue;
    shown += 1;
    // ∫ c p(c) over c > t of p(c) = 8 (c − ½) on ½…1.
    const from = Math.max(0, below - 0.5);
    const mass = 4 * (0.25 - from ** 2);
    const right = 8 * ((0.125 - from ** 3) / 3 + (0.25 - from ** 2) / 4);
    if (right / mass < 0.9) missed += 1;
  }
  expect(shown).toBeGreaterThan(draws / 4);
  expect(missed / draws).toBeLessThan(0.1);
});
