import { expect, test } from 'vitest';
import { keepConfident } from '../../../main/learn/selftrain/keep-confident.ts';
import { matrixOf } from '../../support/matrix.ts';

const rule = { sure: 0.8, least: 0.25, most: 0.75 };
const none = new Set<number>();

test('what is sure is kept, surest first, and never a label that a person gave', () => {
  const said = matrixOf([
    [0.9, 0.1],
    [0.6, 0.4],
    [0.85, 0.15],
    [0.7, 0.3],
  ]);
  expect(keepConfident(said, none, rule).map(({ row }) => row)).toEqual([0, 2]);
  const kept = keepConfident(said, new Set([0]), rule);
  expect(kept).toEqual([{ row: 2, label: 0, sureness: expect.closeTo(0.85, 5) as number }]);
});

test('each class has a threshold of its own: none dies out, and none is kept whole', () => {
  const said = matrixOf([
    ...Array.from({ length: 8 }, (_, i) => [0.99 - 0.01 * i, 0.01 + 0.01 * i]),
    ...Array.from({ length: 8 }, (_, i) => [0.4 + 0.01 * i, 0.6 - 0.01 * i]),
  ]);
  const kept = keepConfident(said, none, rule);
  expect(kept.filter(({ label }) => label === 0)).toHaveLength(6);
  const unsure = kept.filter(({ label }) => label === 1);
  expect(unsure.map(({ row }) => row)).toEqual([8, 9]);
});
