import { expect, test } from 'vitest';
import { rowOf } from '../../../main/learn/data/matrix.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { unitRows } from '../../../main/learn/explore/nearest.ts';
import { Coverage } from '../../../main/learn/select/coverage.ts';
import { cloudsOf } from '../../support/matrix.ts';

const points = unitRows(cloudsOf(120, 6, 4, 0.8));
const rows = Array.from({ length: 120 }, (_, row) => row);
const weights = rows.map((row) => (row % 7) / 7);

function kernel(a: number, b: number, sharpness: number): number {
  const other = rowOf(points, b);
  const cosine = rowOf(points, a).reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0);
  return Math.exp(-sharpness * (1 - cosine));
}

test.each([2, 32])(
  'with sharpness %i it chooses as the plain greedy algorithm does, by weight',
  async (sharpness) => {
    const before = tf.memory().numTensors;
    const coverage = new Coverage(points, sharpness, { rows, weights });
    await coverage.cover([3, 8]);
    const chosen = await coverage.addGreedily({ candidates: rows, count: 12 });
    coverage.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(chosen).toHaveLength(12);
    const covered = rows.map((row) =>
      Math.max(kernel(3, row, sharpness), kernel(8, row, sharpness)),
    );
    const gainOf = (row: number): number =>
      rows.reduce(
        (sum, n) =>
          sum + (weights[n] ?? 0) * Math.max(0, kernel(row, n, sharpness) - (covered[n] ?? 0)),
        0,
      ) / 120;
    for (const { row: taken, score } of chosen) {
      expect(score).toBeCloseTo(Math.max(...rows.map(gainOf)), 5);
      expect(gainOf(taken)).toBeCloseTo(score, 5);
      for (const n of rows) covered[n] = Math.max(covered[n] ?? 0, kernel(taken, n, sharpness));
    }
  },
);

test('what stands in for a row is what covers, and nothing is chosen twice', async () => {
  const coverage = new Coverage(points, 2);
  const left = new Set(rows);
  const standIn = (row: number): number => {
    const taken = left.has(row) && row % 2 === 0 ? row : (Array.from(left)[0] ?? row);
    left.delete(taken);
    return taken;
  };
  const chosen = await coverage.addGreedily({ candidates: rows, count: 150, standIn });
  coverage.dispose();
  expect(chosen.map(({ row }) => row).sort((a, b) => a - b)).toEqual(rows);
});
