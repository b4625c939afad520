import { describe, expect, test } from 'vitest';
import { chooseClusterCount } from '../../../main/learn/cluster/cluster-count.ts';
import { clusterAlgorithmNames, clusterAlgorithms } from '../../../main/learn/cluster/registry.ts';
import { meanSilhouettes } from '../../../main/learn/cluster/silhouette.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { clusterAgreement } from '../../../main/learn/evaluate/cluster-agreement.ts';
import { unitRows } from '../../../main/learn/explore/nearest.ts';
import { cloudsOf, matrixOf } from '../../support/matrix.ts';
import { reference } from '../../support/reference.ts';

const clouds = unitRows(cloudsOf(900, 8, 6, 0.2));
const truth = Int32Array.from({ length: 900 }, (_, row) => row % 6);
const settings = { count: null, smallest: null, seed: 1 };

test("silhouettes equal scikit-learn's", async () => {
  const points = matrixOf(reference.hdbscan.points);
  const { assignments, means } = reference.silhouette;
  const found = await meanSilhouettes(
    points,
    assignments.map((each) => Int32Array.from(each)),
  );
  found.forEach((mean, i) => {
    expect(mean).toBeCloseTo(means[i] ?? 0, 4);
  });
});

test('one cluster has no silhouette, and a row alone in its cluster has 0', async () => {
  const points = matrixOf([
    [0, 0],
    [0, 1],
    [9, 9],
  ]);
  const [one, alone] = await meanSilhouettes(points, [
    Int32Array.of(0, 0, 0),
    Int32Array.of(0, 0, 2),
  ]);
  expect(one).toBe(0);
  const far = [Math.hypot(9, 9), Math.hypot(9, 8)];
  expect(alone).toBeCloseTo((far.reduce((sum, b) => sum + (b - 1) / b, 0) + 0) / 3, 5);
});

test('the data say how many clouds they are', async () => {
  const { count, tried } = await chooseClusterCount(clouds, 1);
  expect(count).toBe(6);
  expect(tried.map((each) => each.count)).toContain(30);
  expect(await chooseClusterCount({ rows: 3, columns: 1, values: new Float32Array(3) }, 1)).toEqual(
    {
      count: 1,
      tried: [],
    },
  );
});

describe.each(clusterAlgorithmNames)('%s', (name) => {
  const algorithm = clusterAlgorithms[name];

  test('finds the clouds, says how typical each row is, and leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    const shares: number[] = [];
    const found = await algorithm.cluster(clouds, settings, {
      onProgress: (share) => void shares.push(share),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(found.count).toBe(6);
    expect(clusterAgreement(found.assignment, truth).adjustedRand).toBeGreaterThan(0.95);
    expect(Math.max(...found.assignment)).toBe(found.count - 1);
    expect(Math.min(...found.strengths)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...found.strengths)).toBeLessThanOrEqual(1);
    expect(shares.length).toBeGreaterThan(3);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
  });

  test('gives the same for the same seed, ends when told to, and takes a few rows or copies', async () => {
    const first = await algorithm.cluster(clouds, settings);
    expect(await algorithm.cluster(clouds, settings)).toEqual(first);
    const before = tf.memory().numTensors;
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(algorithm.cluster(clouds, settings, { signal })).rejects.toThrow('enough');
    const given = { ...settings, count: 4 };
    await expect(algorithm.cluster(clouds, given, { signal })).rejects.toThrow('enough');
    expect(tf.memory().numTensors).toBe(before);
    for (const rows of [1, 2, 40]) {
      const same = { rows, columns: 4, values: new Float32Array(rows * 4).fill(0.5) };
      expect((await algorithm.cluster(same, settings)).assignment).toHaveLength(rows);
    }
  });
});

test('a person says how many clusters, or how large the smallest is', async () => {
  const three = await clusterAlgorithms['k-means'].cluster(clouds, { ...settings, count: 3 });
  expect(three.count).toBe(3);
  const large = await clusterAlgorithms.hdbscan.cluster(clouds, { ...settings, smallest: 200 });
  expect(large.smallest).toBe(200);
  expect(large.count).toBeLessThan(6);
});
