import { expect, test } from 'vitest';
import { hdbscan } from '../../../main/learn/cluster/hdbscan.ts';
import { reachabilityTree } from '../../../main/learn/cluster/reachability-tree.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { clusterAgreement } from '../../../main/learn/evaluate/cluster-agreement.ts';
import { expectClose } from '../../support/close.ts';
import { cloudsOf, matrixOf } from '../../support/matrix.ts';
import { reference } from '../../support/reference.ts';

test("agreement of clusters equals scikit-learn's", () => {
  const { first, second, ...wanted } = reference.cluster_agreement;
  const agreement = clusterAgreement(second, first);
  expect(agreement.adjustedRand).toBeCloseTo(wanted.adjusted_rand, 10);
  expect(agreement.mutualInformation).toBeCloseTo(wanted.mutual_information, 10);
  expect(agreement.adjustedMutualInformation).toBeCloseTo(wanted.adjusted_mutual_information, 10);
  expect(agreement.purity).toBeCloseTo(wanted.purity, 10);
});

test('the same clusters under other names agree wholly; one cluster, or a sample, is no trouble', () => {
  for (const [clusters, classes] of [
    [
      [5, 5, -1, -1, 2],
      [0, 0, 1, 1, 2],
    ],
    [
      [0, 0, 0],
      [1, 1, 1],
    ],
    [[0], [1]],
  ] as const) {
    for (const score of Object.values(clusterAgreement(clusters, classes))) {
      expect(score).toBeCloseTo(1, 10);
    }
  }
  expect(() => clusterAgreement([], [])).toThrow(RangeError);
});

test("HDBSCAN gives scikit-learn's clusters, noise and strengths", async () => {
  const points = matrixOf(reference.hdbscan.points);
  for (const run of reference.hdbscan.runs) {
    const found = await hdbscan(points, run.min_cluster_size, run.min_samples);
    expect(found.count).toBe(Math.max(...run.labels) + 1);
    expect(clusterAgreement(found.labels, run.labels).adjustedRand).toBeCloseTo(1, 10);
    expect(found.labels.filter((label) => label === -1)).toHaveLength(
      run.labels.filter((label) => label === -1).length,
    );
    expectClose(found.strengths, run.strengths, 1e-3);
  }
});

test("the tree is as short as Prim's over all distances", async () => {
  const points = cloudsOf(2200, 4, 3, 0.3);
  const samples = 20;
  const squared = (a: number, b: number): number => {
    let sum = 0;
    for (let i = 0; i < 4; i++) {
      sum += ((points.values[4 * a + i] ?? 0) - (points.values[4 * b + i] ?? 0)) ** 2;
    }
    return sum;
  };
  const all = Array.from({ length: 2200 }, (_, row) => row);
  const core = all.map(
    (a) => Float64Array.from(all, (b) => squared(a, b)).sort()[samples - 1] ?? 0,
  );
  const least = all.map(() => Number.POSITIVE_INFINITY);
  const left = new Set(all.slice(1));
  let length = 0;
  for (let added = 0; left.size > 0; ) {
    let next = -1;
    for (const row of left) {
      const reach = Math.max(squared(added, row), core[added] ?? 0, core[row] ?? 0);
      least[row] = Math.min(least[row] ?? 0, reach);
      if (next < 0 || (least[row] ?? 0) < (least[next] ?? 0)) next = row;
    }
    length += Math.sqrt(least[next] ?? 0);
    left.delete(next);
    added = next;
  }
  const tree = await reachabilityTree(points, samples);
  expect(tree).toHaveLength(2199);
  expect(tree.reduce((sum, [, , each]) => sum + each, 0) / length).toBeCloseTo(1, 5);
});

test('clouds far from each other, each denser than the listed neighbours reach', async () => {
  const found = await hdbscan(cloudsOf(900, 8, 3, 0.1), 20);
  const truth = Array.from({ length: 900 }, (_, row) => row % 3);
  expect(found.count).toBe(3);
  expect(clusterAgreement(found.labels, truth).purity).toBeGreaterThan(0.9);
});

test('copies of points, and few points, end well', async () => {
  const same = { rows: 60, columns: 2, values: new Float32Array(120).fill(1) };
  expect((await hdbscan(same, 5)).labels).toHaveLength(60);
  for (const rows of [0, 1, 2, 3]) {
    const found = await hdbscan({ rows, columns: 2, values: new Float32Array(2 * rows) }, 5);
    expect(found.labels).toEqual(new Int32Array(rows).fill(-1));
  }
});

test('work ends when it is told to, and leaves no tensors behind', async () => {
  const before = tf.memory().numTensors;
  await hdbscan(cloudsOf(300, 8, 3, 0.1), 10);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(hdbscan(cloudsOf(300, 8, 3, 0.1), 10, 10, { signal })).rejects.toThrow('enough');
  expect(tf.memory().numTensors).toBe(before);
});
