import { expect, test } from 'vitest';
import { ShuffledBatches } from '../../../main/learn/data/batches.ts';
import { permutation, seededUniform } from '../../../main/learn/data/seeded.ts';
import { kMeans } from '../../../main/learn/select/k-means.ts';
import { suggestTypical } from '../../../main/learn/select/typical.ts';

/** Three clouds of 30 points in the directions of the axes, the first of each in its middle. */
function clouds() {
  const uniform = seededUniform(1);
  const rows = Array.from({ length: 90 }, (_, i) => {
    const noise = i < 3 ? 0 : 0.2;
    return [0, 1, 2].map((axis) => (axis === i % 3 ? 1 : 0) + noise * (uniform() - 0.5));
  });
  return { rows: 90, columns: 3, values: Float32Array.from(rows.flat()) };
}

test('k-means finds separate clouds, the same each time', () => {
  const { assignment } = kMeans(clouds(), 3, 4);
  const clusters = [0, 1, 2].map((axis) => new Set(assignment.filter((_, i) => i % 3 === axis)));
  expect(clusters.map((cluster) => cluster.size)).toEqual([1, 1, 1]);
  expect(new Set(clusters.flatMap((cluster) => [...cluster])).size).toBe(3);
  expect(kMeans(clouds(), 3, 4).assignment).toEqual(assignment);
});

test('more clusters than points, and equal points, end well', () => {
  const same = { rows: 4, columns: 2, values: new Float32Array(8).fill(1) };
  expect(kMeans(same, 10, 1).assignment).toHaveLength(4);
});

test('the first suggestions are one of each cloud, from its middle', () => {
  const suggestions = suggestTypical(clouds(), [], 3, 1);
  expect(new Set(suggestions.map(({ row }) => row % 3)).size).toBe(3);
});

test('suggestions leave out what is labelled and go where no label is', () => {
  const suggestions = suggestTypical(clouds(), [0, 3], 2, 1);
  expect(suggestions.every(({ row }) => row !== 0 && row !== 3)).toBe(true);
  expect(suggestions.some(({ row }) => row % 3 !== 0)).toBe(true);
  expect(
    suggestTypical(
      clouds(),
      Array.from({ length: 90 }, (_, i) => i),
      5,
      1,
    ),
  ).toEqual([]);
});

test('a permutation holds each number once and depends on its seed', () => {
  expect([...permutation(50, 1)].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 50 }, (_, i) => i),
  );
  expect(permutation(50, 1)).toEqual(permutation(50, 1));
  expect(permutation(50, 1)).not.toEqual(permutation(50, 2));
});

test('each epoch sees every image at most once, in a new order', () => {
  const batches = new ShuffledBatches(10, 3, 1);
  expect(batches.stepsPerEpoch).toBe(3);
  const epoch = (number: number): number[] =>
    [0, 1, 2].flatMap((step) => [...batches.at(3 * number + step)]);
  expect(new Set(epoch(0)).size).toBe(9);
  expect(epoch(0)).not.toEqual(epoch(1));
  expect(epoch(0)).toEqual(epoch(0));
});

test('samples of one file come in pairs, other pairs each time, and those without another in between', () => {
  // Files of four, one, three and two.
  const fileOf = Int32Array.from([0, 0, 0, 0, 1, 2, 2, 2, 3, 3]);
  const batches = new ShuffledBatches(10, 10, 1, fileOf);
  const pairsOf = (epoch: number): string[] => {
    const order = Array.from(batches.at(epoch));
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const pairs: string[] = [];
    for (let at = 0; at < 10; at++) {
      const [one = -1, next = -1] = [order[at], order[at + 1]];
      if (next < 0 || fileOf[one] !== fileOf[next]) continue;
      pairs.push(`${Math.min(one, next)}-${Math.max(one, next)}`);
      at += 1;
    }
    return pairs;
  };
  const epochs = Array.from({ length: 20 }, (_, epoch) => pairsOf(epoch));
  for (const pairs of epochs) expect(pairs).toHaveLength(4);
  expect(new Set(epochs.flat()).size).toBeGreaterThan(8);
  expect(new Set(epochs.map((_, epoch) => batches.at(epoch)[0])).size).toBeGreaterThan(4);
});
