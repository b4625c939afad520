import { expect, test } from 'vitest';
import { type Matrix, rowOf } from '../../../main/learn/data/matrix.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { unitRows } from '../../../main/learn/explore/nearest.ts';
import { balanced } from '../../../main/learn/select/balanced.ts';
import { suggestDoubtful } from '../../../main/learn/select/by-doubt.ts';
import { pureRadius } from '../../../main/learn/select/prob-cover.ts';
import { suggestionStrategies } from '../../../main/learn/select/registry.ts';
import type { SuggestedRow } from '../../../main/learn/select/suggested-row.ts';
import {
  suggestUncertain,
  type UncertaintyName,
  uncertainties,
} from '../../../main/learn/select/uncertain.ts';
import {
  type SuggestionStrategyName,
  suggestionStrategyNames,
} from '../../../shared/suggestion-strategies.ts';
import { cloudsOf, matrixOf } from '../../support/matrix.ts';

const points = cloudsOf(120, 8, 4, 0.3);
const names = suggestionStrategyNames;

/** A strategy, with labels of the clouds that the labelled rows are of. */
const strategy =
  (name: SuggestionStrategyName) =>
  (
    embeddings: Matrix,
    labelled: readonly number[],
    count: number,
    seed: number,
  ): Promise<SuggestedRow[]> =>
    suggestionStrategies[name]({
      embeddings,
      known: { rows: labelled, labels: labelled.map((row) => row % 4), classes: 4 },
      count,
      seed,
    });

function squaredDistance(matrix: Matrix, a: number, b: number): number {
  const other = rowOf(matrix, b);
  return rowOf(matrix, a).reduce((sum, each, i) => sum + (each - (other[i] ?? 0)) ** 2, 0);
}

test.each(names)('%s: unlabelled rows, each once, the same for the same seed', async (name) => {
  const suggest = strategy(name);
  const before = tf.memory().numTensors;
  const first = await suggest(points, [0, 5], 10, 3);
  const rows = first.map(({ row }) => row);
  expect(new Set(rows).size).toBe(10);
  expect(rows.includes(0) || rows.includes(5)).toBe(false);
  expect(await suggest(points, [0, 5], 10, 3)).toEqual(first);
  const all = Array.from({ length: 120 }, (_, row) => row);
  expect(await suggest(points, all, 5, 1)).toEqual([]);
  expect(await suggest(points, all.slice(2), 5, 1)).toHaveLength(2);
  expect(tf.memory().numTensors).toBe(before);
});

test.each(['typical', 'prob-cover', 'max-herding'] as const)(
  '%s: the first suggestions are one of each cloud, and go where no label is',
  async (name) => {
    const suggest = strategy(name);
    const first = await suggest(points, [], 4, 1);
    expect(new Set(first.map(({ row }) => row % 4)).size).toBe(4);
    const next = await suggest(points, [0, 1], 2, 1);
    expect(next.map(({ row }) => row % 4).sort()).toEqual([2, 3]);
  },
);

test('MaxHerding chooses as the plain greedy algorithm does', async () => {
  const unit = unitRows(points);
  const kernel = (a: number, b: number): number => Math.exp(-squaredDistance(unit, a, b));
  const covered = new Float64Array(120);
  const chosen = await strategy('max-herding')(points, [], 15, 1);
  for (const { row: taken, score } of chosen) {
    const gains = Array.from(covered.keys(), (row) =>
      covered.reduce((sum, each, i) => sum + Math.max(0, kernel(row, i) - each), 0),
    );
    expect(score).toBeCloseTo(Math.max(...gains) / 120, 5);
    expect((gains[taken] ?? 0) / 120).toBeCloseTo(score, 5);
    covered.forEach((each, i) => {
      covered[i] = Math.max(each, kernel(taken, i));
    });
  }
});

test('ProbCover: 95 % of the balls hold one pseudo-label, and each choice covers the most', async () => {
  const unit = unitRows(points);
  const labels = Int32Array.from({ length: 120 }, (_, row) => row % 4);
  const radius = await pureRadius(unit, labels, {});
  const rows = Array.from({ length: 120 }, (_, row) => row);
  const pure = (squared: number): number =>
    rows.filter((a) =>
      rows.every((b) => labels[a] === labels[b] || squaredDistance(unit, a, b) >= squared),
    ).length / 120;
  expect(pure(radius * 0.999)).toBeGreaterThanOrEqual(0.95);
  expect(pure(radius * 1.001)).toBeLessThan(0.96);
  const chosen = await strategy('prob-cover')(points, [], 4, 1);
  const scores = chosen.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
});

test('measures of uncertainty, worked out by hand', () => {
  const [sure, unsure] = [
    [0.98, 0.01, 0.01],
    [0.5, 0.5, 0],
  ];
  const one = matrixOf([sure, unsure] as number[][]);
  const other = matrixOf([sure, [0, 0, 1]] as number[][]);
  const margin = uncertainties.margin([one]);
  expect(margin[0]).toBeCloseTo(0.03, 5);
  expect(margin[1]).toBeCloseTo(1, 5);
  expect(uncertainties.entropy([one])[1]).toBeCloseTo(Math.log(2) / Math.log(3), 5);
  const votes = uncertainties['vote-entropy']([one, other]);
  expect(votes[0]).toBeCloseTo(0, 5);
  expect(votes[1]).toBeCloseTo(Math.log(2) / Math.log(3), 5);
  const divergence = uncertainties['jensen-shannon']([one, other]);
  expect(divergence[0]).toBeCloseTo(0, 5);
  // H(¼, ¼, ½) − (log 2 + 0) / 2
  expect(divergence[1]).toBeCloseTo((1.5 * Math.log(2) - Math.log(2) / 2) / Math.log(3), 5);
  expect(() => uncertainties.margin([])).toThrow(RangeError);
});

/** Rows in order of an uncertainty, the most uncertain first. */
async function ranked(probabilities: readonly Matrix[], name: UncertaintyName): Promise<number[]> {
  const [first] = probabilities;
  const rows = first?.rows ?? 0;
  // Each far from the others, so that being of different kinds changes nothing.
  const apart = matrixOf(
    Array.from({ length: rows }, (_, row) =>
      Array.from({ length: rows }, (_, at) => Number(at === row)),
    ),
  );
  const suggested = await suggestUncertain(apart, uncertainties[name](probabilities), [], rows, 1);
  return suggested.map(({ row }) => row);
}

test('margin and entropy rank as their formulas say, and not alike', async () => {
  const said = matrixOf([
    [0.9, 0.05, 0.05], // margin 0.85, entropy 0.394
    [0.5, 0.49, 0.01], // margin 0.01, entropy 0.742
    [0.4, 0.3, 0.3], // margin 0.10, entropy 1.089
    [0.6, 0.4, 0], // margin 0.20, entropy 0.673
  ]);
  expect(await ranked([said], 'margin')).toEqual([1, 2, 3, 0]);
  expect(await ranked([said], 'entropy')).toEqual([2, 1, 3, 0]);
});

test('disagreement ranks by how far classifiers are apart, not by how unsure each is', async () => {
  const one = matrixOf([
    [0.5, 0.5], // both undecided: H(mean) − mean H is 0
    [1, 0], // contradict each other: log 2
    [0.9, 0.1], // 0.7 against 0.3 in the mean: 0.611 − (0.325 + 0.693) / 2
    [0.8, 0.2], // 0.673 − (0.500 + 0.673) / 2
  ]);
  const other = matrixOf([
    [0.5, 0.5],
    [0, 1],
    [0.5, 0.5],
    [0.4, 0.6],
  ]);
  expect(await ranked([one, other], 'jensen-shannon')).toEqual([1, 2, 3, 0]);
  const divergence = uncertainties['jensen-shannon']([one, other]);
  // In shares of log 2, the most there is of two classes.
  for (const [row, value] of [0, 1, 0.1467, 0.1245].entries()) {
    expect(divergence[row], `row ${row}`).toBeCloseTo(value, 3);
  }
});

test('uncertain suggestions are of different kinds, though one kind is the most uncertain', async () => {
  const uncertainty = Float32Array.from({ length: 120 }, (_, row) => (row % 4 === 0 ? 0.9 : 0.5));
  const suggested = await suggestUncertain(points, uncertainty, [0], 12, 1);
  expect(suggested).toHaveLength(12);
  expect(suggested.some(({ row }) => row === 0)).toBe(false);
  expect(new Set(suggested.map(({ row }) => row % 4)).size).toBe(4);
  expect(suggested[0]?.score).toBeCloseTo(0.9, 5);
  expect(await suggestUncertain(points, uncertainty, [0], 12, 1)).toEqual(suggested);
});

test('balanced: rare classes first, best first within a class', () => {
  const suggestions = [0, 1, 2, 3, 4, 5].map((row) => ({ row }));
  const ordered = balanced(suggestions, [0, 0, 0, 1, 1, 2], [3, 0, 1]);
  expect(ordered.map(({ row }) => row)).toEqual([3, 4, 5, 0, 1, 2]);
  expect(() => balanced(suggestions, [9], [1])).toThrow(RangeError);
});

test('balanced: with unequal classes each next one evens the labels out, as long as there are some of the class', () => {
  // Twelve of the first class, best first; three of the second; one of the third.
  const predicted = [...Array<number>(12).fill(0), 1, 1, 1, 2];
  const suggestions = predicted.map((_, row) => ({ row }));
  const counts = [4, 2, 0];
  const taken = balanced(suggestions, predicted, counts).map(({ row }) => row);
  // Labels so far 4, 2, 0; the third has one alone, the second catches up, then the better of both in turn.
  expect(taken.slice(0, 6)).toEqual([15, 12, 13, 0, 14, 1]);
  expect(taken.slice(6)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  // Nothing is lost, and what was given stays as it was.
  expect(taken.toSorted((a, b) => a - b)).toEqual(suggestions.map(({ row }) => row));
  expect(counts).toEqual([4, 2, 0]);
});

test('doubt is between the classes that are near, and needs two classes', async () => {
  // Four clouds on a line: what lies between the first two is of the one or the other.
  const line = matrixOf(Array.from({ length: 40 }, (_, i) => [i, 1 + (i % 3) / 10]));
  const known = { rows: [2, 12, 27, 37], labels: [0, 1, 2, 3], classes: 4 };
  const [first] = await suggestDoubtful(line, known, 'margin', 1, 1);
  expect(first?.between.toSorted()).toSatisfy(([a, b]: number[]) => (b ?? 0) - (a ?? 0) === 1);
  await expect(
    suggestDoubtful(line, { rows: [1], labels: [0], classes: 4 }, 'entropy', 1, 1),
  ).rejects.toThrow(RangeError);
});
