import { expect, test } from 'vitest';
import { seededUniform } from '../../../main/learn/data/seeded.ts';
import { mapEmbeddings } from '../../../main/learn/explore/embedding-map.ts';
import { nearest, unitRows } from '../../../main/learn/explore/nearest.ts';
import { principalComponents } from '../../../main/learn/explore/principal-components.ts';
import { similarRows } from '../../../main/learn/explore/similar.ts';
import { accuracyCurve } from '../../../main/learn/finetune/accuracy-curve.ts';
import { errorCurve } from '../../../main/learn/regress/error-curve.ts';
import { cloudsOf } from '../../support/matrix.ts';

test('the nearest rows are those of plain arithmetic, without the row itself', async () => {
  const points = cloudsOf(60, 8, 4, 0.5);
  const found = await nearest(unitRows(points), null, 5);
  for (let row = 0; row < points.rows; row++) {
    const wanted = similarRows(points, row, 5);
    expect(Array.from(found.rows.subarray(row * 5, row * 5 + 5))).toEqual(
      wanted.map((each) => each.row),
    );
    wanted.forEach(({ similarity }, rank) => {
      expect(found.similarities[row * 5 + rank]).toBeCloseTo(similarity, 5);
    });
  }
});

test('principal components point where the points spread most', () => {
  const uniform = seededUniform(1);
  const values = Float32Array.from(
    { length: 200 * 3 },
    (_, i) => (uniform() - 0.5) * ([1, 10, 0.1][i % 3] ?? 0),
  );
  const { values: components } = principalComponents({ rows: 200, columns: 3, values }, 2);
  const spread = (axis: number): number => {
    const all = Array.from({ length: 200 }, (_, row) => components[2 * row + axis] ?? 0);
    return Math.sqrt(all.reduce((sum, each) => sum + each * each, 0) / 200);
  };
  expect(spread(0)).toBeCloseTo(10 / Math.sqrt(12), 0);
  expect(spread(1)).toBeCloseTo(1 / Math.sqrt(12), 1);
});

test('a map keeps groups together, and is the same for the same seed', async () => {
  const points = cloudsOf(300, 16, 5, 0.3);
  const quiet = async (): Promise<void> => undefined;
  const first = await mapEmbeddings(points, 1, quiet);
  const second = await mapEmbeddings(points, 1, quiet);
  expect(second).toEqual(first);
  let together = 0;
  for (let row = 0; row < 300; row++) {
    const distance = (other: number): number =>
      Math.hypot(
        (first[2 * row] ?? 0) - (first[2 * other] ?? 0),
        (first[2 * row + 1] ?? 0) - (first[2 * other + 1] ?? 0),
      );
    const others = Array.from({ length: 300 }, (_, i) => i).filter((i) => i !== row);
    const near = others.reduce((a, b) => (distance(b) < distance(a) ? b : a));
    if (near % 5 === row % 5) together += 1;
  }
  expect(together).toBeGreaterThan(290);
});

test('maps of one, two and three points have finite places', async () => {
  for (const count of [1, 2, 3]) {
    const map = await mapEmbeddings(cloudsOf(count, 4, 2, 0.1), 1, async () => undefined);
    expect(map).toHaveLength(2 * count);
    expect(map.every(Number.isFinite)).toBe(true);
  }
});

test('a learning curve rises with labels that say something, and is flat for those that do not', async () => {
  const points = cloudsOf(120, 12, 3, 1.6);
  const truth = Int32Array.from({ length: 120 }, (_, row) => row % 3);
  const quiet = async (): Promise<void> => undefined;
  const curve = await accuracyCurve(points, truth, 3, 1, quiet);
  const [first, last] = [curve.points[0], curve.points.at(-1)];
  expect(first?.labels).toBe(3);
  expect(last?.labels).toBe(96);
  expect(last?.value).toBeGreaterThan((first?.value ?? 1) + 0.1);
  expect(curve.tenMore?.interval[0]).toBeLessThanOrEqual(curve.tenMore?.gain ?? Number.NaN);
  const uniform = seededUniform(9);
  const noise = Int32Array.from({ length: 120 }, () => Math.floor(uniform() * 3));
  const flat = await accuracyCurve(points, noise, 3, 1, quiet);
  expect(flat.points.at(-1)?.value).toBeLessThan(0.5);
  expect(flat.tenMore?.interval[0]).toBeLessThan(0);
});

test('a curve of numbers falls to the noise where features say something, and is flat where they do not', async () => {
  const points = cloudsOf(120, 12, 1, 1);
  const uniform = seededUniform(4);
  /** Deviation of the uniform distribution on −1…1. */
  const noise = 1 / Math.sqrt(3);
  const targets = Float32Array.from({ length: 120 }, (_, row) => {
    const told = 3 * (points.values[12 * row] ?? 0) - 2 * (points.values[12 * row + 5] ?? 0);
    return 4 * told + 2 * uniform() - 1;
  });
  const quiet = async (): Promise<void> => undefined;
  const curve = await errorCurve(points, targets, 1, quiet);
  const [first, last] = [curve.points[0], curve.points.at(-1)];
  expect([first?.labels, last?.labels]).toEqual([5, 96]);
  expect(last?.value).toBeLessThan(0.5 * (first?.value ?? 0));
  expect(last?.value).toBeGreaterThan(0.9 * noise);
  expect(last?.value).toBeLessThan(1.25 * noise);
  const [low, high] = last?.interval ?? [1, 0];
  expect(low).toBeLessThan(last?.value ?? 0);
  expect(high).toBeGreaterThan(last?.value ?? 0);
  const unrelated = Float32Array.from({ length: 120 }, () => 2 * uniform() - 1);
  const flat = await errorCurve(points, unrelated, 1, quiet);
  expect(flat.points.at(-1)?.value).toBeGreaterThan(0.9 * noise);
  expect(flat.tenMore?.interval[1]).toBeGreaterThan(-0.02);
  const few = await errorCurve(points, targets.slice(0, 9), 1, quiet);
  expect(few).toEqual({ points: [], tenMore: null });
});

test('with a label of a class only once, or too few, nothing is said', async () => {
  const points = cloudsOf(12, 4, 2, 0.1);
  const quiet = async (): Promise<void> => undefined;
  const once = Int32Array.from({ length: 12 }, (_, row) => (row === 0 ? 1 : 0));
  expect(await accuracyCurve(points, once, 2, 1, quiet)).toEqual({ points: [], tenMore: null });
  const few = Int32Array.from({ length: 12 }, (_, row) => row % 2);
  expect((await accuracyCurve(points, few, 2, 1, quiet)).tenMore).toBeNull();
});
