import { expect, test } from 'vitest';
import { argMaxRows, type Matrix, rowOf } from '../../../main/learn/data/matrix.ts';
import { permutation } from '../../../main/learn/data/seeded.ts';
import { asRank2 } from '../../../main/learn/engine/shapes.ts';
import { svd } from '../../../main/learn/engine/svd.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { estimateShares, meanDistance } from '../../../main/learn/propagate/class-shares.ts';
import { laplaceLearning } from '../../../main/learn/propagate/laplace.ts';
import { neighbourGraph } from '../../../main/learn/propagate/neighbour-graph.ts';
import { poissonLearning } from '../../../main/learn/propagate/poisson.ts';
import { classPrototypes } from '../../../main/learn/propagate/prototypes.ts';
import type { SparseGraph } from '../../../main/learn/propagate/sparse-graph.ts';
import { spectralEmbedding } from '../../../main/learn/propagate/spectral-embedding.ts';
import { expectClose } from '../../support/close.ts';
import { cloudsOf, matrixOf } from '../../support/matrix.ts';
import { reference } from '../../support/reference.ts';

const tiny = reference.propagation;
const few = { rows: tiny.rows, labels: tiny.labels, classes: 3 };
const digits = matrixOf(reference.digits.images);
const truth = reference.digits.labels;

function dense(graph: SparseGraph): Float64Array {
  const weights = new Float64Array(graph.nodes ** 2);
  for (let node = 0; node < graph.nodes; node++) {
    for (let at = graph.offsets[node] ?? 0; at < (graph.offsets[node + 1] ?? 0); at++) {
      weights[node * graph.nodes + (graph.neighbours[at] ?? 0)] = graph.weights[at] ?? 0;
    }
  }
  return weights;
}

/** One label a class, drawn. */
function oneEach(classOf: number[], classes: number, seed: number) {
  const order = permutation(classOf.length, seed);
  const labels = Array.from({ length: classes }, (_, label) => label);
  return {
    rows: labels.map((label) => order.find((row) => classOf[row] === label) ?? 0),
    labels,
    classes,
  };
}

function accuracy(scores: Matrix, classOf: number[]): number {
  const guesses = argMaxRows(scores);
  return guesses.filter((guess, row) => guess === classOf[row]).length / guesses.length;
}

function expectShares(confidences: Matrix): void {
  for (let row = 0; row < confidences.rows; row++) {
    const sum = rowOf(confidences, row).reduce((total, each) => total + each, 0);
    expect(sum).toBeCloseTo(1, 4);
  }
}

test("the graph has numpy's weights", async () => {
  const graph = await neighbourGraph(matrixOf(tiny.points), tiny.neighbours);
  expectClose(dense(graph), tiny.weights, 1e-5);
});

test('Poisson learning solves its equation as dense linear algebra does', async () => {
  const graph = await neighbourGraph(matrixOf(tiny.points), tiny.neighbours);
  const { scores, confidences } = await poissonLearning(graph, few);
  expectClose(scores.values, tiny.poisson, 1e-4);
  expect(argMaxRows(confidences)).toEqual(argMaxRows(scores));
  expectShares(confidences);
  const corrected = await poissonLearning(graph, few, tiny.priors);
  expectClose(corrected.scores.values, tiny.poisson_with_priors, 1e-4);
});

test('Laplace learning solves its equation as dense linear algebra does', async () => {
  const graph = await neighbourGraph(matrixOf(tiny.points), tiny.neighbours);
  const { scores, confidences } = await laplaceLearning(graph, few);
  expectClose(scores.values, tiny.laplace, 1e-5);
  expectShares(confidences);
});

test("prototypes have numpy's cosines", () => {
  const { scores, confidences } = classPrototypes(matrixOf(tiny.points), few);
  expectClose(scores.values, tiny.prototypes, 1e-5);
  expectShares(confidences);
});

test('one label a class reads digits', async () => {
  const graph = await neighbourGraph(digits);
  let [poisson, prototypes] = [0, 0];
  for (let draw = 0; draw < 10; draw++) {
    const labels = oneEach(truth, 5, draw);
    poisson += accuracy((await poissonLearning(graph, labels)).scores, truth) / 10;
    prototypes += accuracy(classPrototypes(digits, labels).scores, truth) / 10;
  }
  expect(poisson).toBeGreaterThan(0.9);
  expect(poisson).toBeGreaterThan(prototypes + 0.1);
});

test('one label a class among many images: Laplace learning collapses to a class, Poisson learning does not', async () => {
  const classes = Array.from({ length: 3000 }, (_, row) => row % 3);
  const graph = await neighbourGraph(cloudsOf(3000, 12, 3, 1.2));
  let [poisson, laplace, commonest] = [0, 0, 0];
  for (let draw = 0; draw < 5; draw++) {
    const labels = oneEach(classes, 3, draw);
    poisson += accuracy((await poissonLearning(graph, labels)).scores, classes) / 5;
    const { scores } = await laplaceLearning(graph, labels);
    laplace += accuracy(scores, classes) / 5;
    const guesses = argMaxRows(scores);
    const counts = [0, 1, 2].map((label) => guesses.filter((guess) => guess === label).length);
    commonest += Math.max(...counts) / 3000 / 5;
  }
  expect(poisson).toBeGreaterThan(0.9);
  expect(laplace).toBeLessThan(0.6);
  expect(commonest).toBeGreaterThan(0.7);
});

test('islands, and copies of one image, are joined: a label reaches every row', async () => {
  const points = cloudsOf(90, 6, 3, 0.01);
  points.values.copyWithin(0, 18, 24);
  points.values.copyWithin(54, 18, 24);
  const graph = await neighbourGraph(points, 4);
  const labels = { rows: [1, 2], labels: [0, 1], classes: 3 };
  for (const learn of [poissonLearning, laplaceLearning]) {
    const guesses = argMaxRows((await learn(graph, labels)).scores);
    expect(guesses.every((guess, row) => row % 3 === 0 || guess === (row % 3) - 1)).toBe(true);
    // No label of the third class, so none of the rows is of it.
    expect(guesses.includes(2)).toBe(false);
  }
});

test('labels of no class, and none at all, are refused', async () => {
  const graph = await neighbourGraph(matrixOf(tiny.points), 4);
  const refused = { rows: [1], labels: [3], classes: 3 };
  await expect(poissonLearning(graph, refused)).rejects.toThrow(RangeError);
  await expect(laplaceLearning(graph, { ...few, rows: [], labels: [] })).rejects.toThrow(
    RangeError,
  );
});

test('work ends when it is told to, and leaves no tensors behind', async () => {
  const before = tf.memory().numTensors;
  const graph = await neighbourGraph(digits);
  await poissonLearning(graph, oneEach(truth, 5, 1));
  classPrototypes(digits, oneEach(truth, 5, 1));
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(neighbourGraph(digits, 10, { signal })).rejects.toThrow('enough');
  await expect(poissonLearning(graph, oneEach(truth, 5, 1), null, { signal })).rejects.toThrow(
    'enough',
  );
  expect(tf.memory().numTensors).toBe(before);
});

test('the spectral embedding spans what the leading eigenvectors of the dense matrix span', async () => {
  const graph = await neighbourGraph(cloudsOf(60, 6, 3, 0.8), 6);
  const matrix = new Float32Array(60 * 60);
  for (let i = 0; i < 60; i++) {
    matrix[i * 61] = 0.5;
    for (let at = graph.offsets[i] ?? 0; at < (graph.offsets[i + 1] ?? 0); at++) {
      const j = graph.neighbours[at] ?? 0;
      const both = Math.sqrt((graph.degrees[i] ?? 0) * (graph.degrees[j] ?? 0));
      matrix[i * 60 + j] = (graph.weights[at] ?? 0) / both / 2;
    }
  }
  const before = tf.memory().numTensors;
  const found = await spectralEmbedding(graph, 3, 1);
  expect(tf.memory().numTensors).toBe(before);
  // Symmetric and positive: its singular vectors are its eigenvectors.
  const away = tf.tidy(() => {
    const { left } = svd(tf.tensor(matrix, [60, 60]) as unknown as Tensor);
    const exact = left.slice([0, 0], [-1, 3]) as unknown as Tensor;
    const roots = tf.tensor2d(Float32Array.from(graph.degrees, Math.sqrt), [60, 1]);
    const ours = tf.tensor(found.values, [60, 3]).mul(roots) as unknown as Tensor;
    const inside = tf.matMul(asRank2(exact), tf.matMul(asRank2(exact), asRank2(ours), true, false));
    return inside.sub(ours).abs().max().dataSync()[0];
  });
  expect(away).toBeLessThan(1e-3);
});

test("counted shares are as far off as numpy's draws are", () => {
  // The mean of 400,000 draws of np.random.multinomial.
  const even = (classes: number): number[] => new Array<number>(classes).fill(1 / classes);
  expect(Math.abs(meanDistance(even(10), 50) - 0.1664)).toBeLessThan(0.004);
  expect(Math.abs(meanDistance(even(8), 40) - 0.1641)).toBeLessThan(0.004);
  expect(Math.abs(meanDistance([0.5, 0.3, 0.2], 30) - 0.0979)).toBeLessThan(0.004);
});

test('shares of classes among unlabelled rows equal those of scipy, and are near the true ones', () => {
  const { hidden, labels, scores, shares, counted } = reference.class_shares;
  const equal = [1 / 3, 1 / 3, 1 / 3];
  const found = estimateShares(matrixOf(hidden), Int32Array.from(labels), matrixOf(scores), equal);
  expectClose(found, shares, 1e-4);
  // A third of the labels is of each class: the estimate goes most of the way to what is true.
  const apart = (from: readonly number[]): number =>
    counted.reduce((sum, share, c) => sum + Math.abs(share - (from[c] ?? 0)), 0);
  expect(apart(found)).toBeLessThan(0.5 * apart(equal));
});
