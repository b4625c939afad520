import { expect, test } from 'vitest';
import { rowOf } from '../../../main/learn/data/matrix.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import {
  anomalyScores,
  familiarDistances,
  outOfDistribution,
} from '../../../main/learn/explore/anomaly-score.ts';
import { nearest, unitRows } from '../../../main/learn/explore/nearest.ts';
import { cloudsOf } from '../../support/matrix.ts';

const known = cloudsOf(400, 16, 4, 0.4);

test('the odd one out is the farthest out', async () => {
  const points = cloudsOf(400, 16, 4, 0.4);
  rowOf(points, 7).forEach((_, i, row) => {
    row[i] = i % 2 === 0 ? 3 : -3;
  });
  const scores = anomalyScores(await nearest(unitRows(points), null, 10), 400);
  expect(scores[7]).toBe(1);
  expect(Math.min(...scores)).toBe(0);
});

test('distances to the k-th neighbour are those of plain arithmetic', async () => {
  const unit = unitRows(known);
  const familiar = await familiarDistances(known, 5);
  const plain = Array.from({ length: 400 }, (_, row) => {
    const own = rowOf(unit, row);
    const others = Array.from({ length: 400 }, (_, other) =>
      Math.hypot(...rowOf(unit, other).map((each, i) => each - (own[i] ?? 0))),
    );
    return others.sort((a, b) => a - b)[5] ?? 0;
  }).sort((a, b) => a - b);
  plain.forEach((distance, i) => {
    expect(familiar.distances[i]).toBeCloseTo(distance, 3);
  });
  // numpy's percentile of 400: between the 396th and the 397th.
  expect(familiar.threshold).toBeCloseTo(0.99 * (plain[395] ?? 0) + 0.01 * (plain[396] ?? 0), 3);
});

test('new images like those known are familiar, others are not', async () => {
  const familiar = await familiarDistances(known);
  const before = tf.memory().numTensors;
  const alike = await outOfDistribution(known, familiar, cloudsOf(800, 16, 4, 0.4));
  expect(alike.outside.reduce((sum, each) => sum + each, 0)).toBeLessThan(40);
  const odd = Float32Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? 3 : -3));
  const other = await outOfDistribution(known, familiar, { rows: 1, columns: 16, values: odd });
  expect(other.outside[0]).toBe(1);
  expect(other.percentiles[0]).toBe(1);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(familiarDistances(known, 5, { signal })).rejects.toThrow('enough');
  expect(tf.memory().numTensors).toBe(before);
});
