import { expect, test } from 'vitest';
import { type Matrix, rowOf } from '../../../main/learn/data/matrix.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import {
  familiarOf,
  neighbourDistances,
  outOfDistribution,
} from '../../../main/learn/explore/familiar.ts';
import { gaussianOf, mahalanobisDistances } from '../../../main/learn/explore/gaussian.ts';
import { nearest, unitRows } from '../../../main/learn/explore/nearest.ts';
import { expectClose } from '../../support/close.ts';
import { cloudsOf, matrixOf } from '../../support/matrix.ts';
import { reference } from '../../support/reference.ts';

const known = cloudsOf(400, 16, 4, 0.4);

test("Mahalanobis' distances equal scipy's", () => {
  const { points, fresh, distances } = reference.mahalanobis;
  const before = tf.memory().numTensors;
  expectClose(mahalanobisDistances(matrixOf(fresh), gaussianOf(matrixOf(points))), distances, 1e-3);
  expect(tf.memory().numTensors).toBe(before);
});

test('a direction in which nothing varies is no trouble', () => {
  const flat = matrixOf(Array.from({ length: 9 }, (_, i) => [i, 1]));
  const far = mahalanobisDistances(
    matrixOf([
      [4, 1],
      [4, 2],
    ]),
    gaussianOf(flat),
  );
  expect(far[0]).toBeCloseTo(0, 3);
  expect(far[1]).toBeGreaterThan(5);
});

test('distances to the k-th neighbour are those of plain arithmetic', async () => {
  const unit = unitRows(known);
  const near = await nearest(unit, unit, 6);
  const found = neighbourDistances(near, 6);
  for (const row of [0, 7, 399]) {
    const own = rowOf(unit, row);
    const all = Array.from({ length: 400 }, (_, other) =>
      Math.hypot(...rowOf(unit, other).map((each, i) => each - (own[i] ?? 0))),
    );
    expect(found[row]).toBeCloseTo(all.sort((a, b) => a - b)[5] ?? 0, 3);
  }
});

async function marked(training: Matrix, fresh: Matrix): Promise<number> {
  const familiar = await familiarOf(training);
  const near = await nearest(unitRows(training), unitRows(fresh), familiar.neighbour);
  return outOfDistribution(near, fresh, familiar).reduce((sum, each) => sum + each, 0);
}

test('new images like those known are familiar, others are not', async () => {
  const before = tf.memory().numTensors;
  expect(await marked(known, cloudsOf(800, 16, 4, 0.4))).toBeLessThan(40);
  const odd = Float32Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 3 : -3));
  expect(await marked(known, { rows: 1, columns: 16, values: odd })).toBe(1);
  // As long as no image is: nearest neighbours look at directions alone.
  const long = { rows: 1, columns: 16, values: rowOf(known, 0).map((each) => 9 * each) };
  expect(await marked(known, long)).toBe(1);
  expect(tf.memory().numTensors).toBe(before);
});

test('it can be stopped, and a handful of images is refused', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(familiarOf(known, { signal })).rejects.toThrow('enough');
  await expect(familiarOf(cloudsOf(19, 4, 2, 0.1))).rejects.toThrow(RangeError);
});

test('with fewer images than features hardly any is marked that is like them', async () => {
  const few = cloudsOf(60, 64, 3, 0.4);
  expect(await marked(few, cloudsOf(300, 64, 3, 0.4))).toBeLessThan(30);
});
