import { expect, test } from 'vitest';
import { rowOf } from '../../../main/learn/data/matrix.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { findAnomalies } from '../../../main/learn/explore/anomalies.ts';
import { meanDistances, ranks } from '../../../main/learn/explore/anomaly-score.ts';
import { nearest, unitRows } from '../../../main/learn/explore/nearest.ts';
import { expectClose } from '../../support/close.ts';
import { cloudsOf, matrixOf } from '../../support/matrix.ts';
import { reference } from '../../support/reference.ts';

test("mean distances to the nearest equal scikit-learn's", async () => {
  const points = unitRows(matrixOf(reference.hdbscan.points));
  const { neighbours, distances } = reference.mean_distance;
  const near = await nearest(points, null, neighbours);
  expectClose(meanDistances(near, points.rows), distances, 1e-5);
});

test('ranks begin at 0 and end at 1', () => {
  expect([...ranks(Float32Array.of(0.3, 0.1, 0.9))]).toEqual([0.5, 0, 1]);
  expect([...ranks(Float32Array.of(7))]).toEqual([0]);
});

test('the odd one out is the most unusual, and usual ones stand beside it', async () => {
  const points = cloudsOf(400, 16, 4, 0.4);
  rowOf(points, 7).forEach((_, i, row) => {
    row[i] = i % 2 === 0 ? 3 : -3;
  });
  const before = tf.memory().numTensors;
  const found = await findAnomalies(points);
  expect(found.listed[0]).toBe(7);
  expect(found.listed).toHaveLength(100);
  expect(found.scores[7]).toBe(1);
  expect(found.distances[7]).toBe(Math.max(...found.distances));
  expect(found.usual).toHaveLength(300);
  for (const row of found.usual) {
    expect(found.listed).not.toContain(row);
    expect(found.scores[row]).toBeLessThan(0.95);
  }
  // The nearest usual one of an ordinary cloud's straggler is of its own cloud.
  const own = Array.from(found.listed.slice(1), (row, i) =>
    Number((found.usual[(i + 1) * 3] ?? 0) % 4 === row % 4),
  );
  expect(own.reduce((sum, each) => sum + each, 0) / own.length).toBeGreaterThan(0.9);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(findAnomalies(points, { signal })).rejects.toThrow('enough');
  expect(tf.memory().numTensors).toBe(before);
});

test('one image, or two, are no trouble', async () => {
  for (const rows of [1, 2]) {
    const found = await findAnomalies(cloudsOf(rows, 4, 2, 0.1));
    expect(found.listed).toHaveLength(1);
    expect(found.usualCount).toBe(rows - 1);
  }
});
