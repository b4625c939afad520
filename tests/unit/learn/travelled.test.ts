import { expect, test } from 'vitest';
import { neighbourGraph } from '../../../main/learn/propagate/neighbour-graph.ts';
import { travelled } from '../../../main/learn/select/travelled.ts';
import { matrixOf } from '../../support/matrix.ts';

/** Points on an arc from one class to the other: in its middle nobody can tell. */
const arc = matrixOf(Array.from({ length: 100 }, (_, i) => [Math.cos(i / 70), Math.sin(i / 70)]));
const known = (rows: number[]) => ({
  rows,
  labels: rows.map((row) => (row < 50 ? 0 : 1)),
  classes: 2,
});

test('rows halfway between labels are the most doubtful, those beside them the least', async () => {
  const graph = await neighbourGraph(arc, 4);
  const { doubtOf, isLacking } = await travelled(graph, known([2, 10, 89, 97]));
  const doubts = Array.from({ length: 100 }, (_, row) => doubtOf(row));
  expect(doubts.toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, i) => Math.fround((i + 1) / 100)),
  );
  expect(doubts.indexOf(1)).toBeGreaterThan(45);
  expect(doubts.indexOf(1)).toBeLessThan(54);
  expect(Math.max(...[0, 1, 2, 97, 98, 99].map(doubtOf))).toBeLessThan(0.3);
  // Two labels a class do not say yet which class lacks some.
  expect([10, 89].map(isLacking)).toEqual([true, true]);
});

test('a class with more labels than the mean lacks none; until two a class nothing is known', async () => {
  const graph = await neighbourGraph(arc, 4);
  const unequal = await travelled(graph, known([2, 10, 20, 30, 89, 97]));
  expect([5, 95].map(unequal.isLacking)).toEqual([false, true]);
  const few = await travelled(graph, known([2, 20, 97]));
  expect([few.doubtOf(50), few.doubtOf(2), few.isLacking(2)]).toEqual([1, 1, true]);
  const ofNone = { rows: [1, 2, 3, 4], labels: [0, 0, 0, 0], classes: 2 };
  expect((await travelled(graph, ofNone)).doubtOf(50)).toBe(1);
});
