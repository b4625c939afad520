import { describe, expect, test } from 'vitest';
import { argMaxRows, type Matrix, rowOf } from '../../../main/learn/data/matrix.ts';
import { seededUniform } from '../../../main/learn/data/seeded.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { cheapFeaturesOf } from '../../../main/learn/features/cheap-features.ts';
import { learnPatches, patchFeatures } from '../../../main/learn/features/patch-codes.ts';
import {
  joinFeatures,
  principalAxes,
  project,
} from '../../../main/learn/features/principal-axes.ts';
import {
  believedOffsets,
  classOffsets,
  plusOffsets,
} from '../../../main/learn/propagate/class-offsets.ts';
import { withClassSizes } from '../../../main/learn/propagate/class-sizes.ts';
import { scoresOfNew } from '../../../main/learn/propagate/new-images.ts';
import { expectClose } from '../../support/close.ts';
import { blotches } from '../../support/images.ts';

const side = 16;
const words = 12;

const pictures = (count: number, channels: 1 | 3, size = side) => blotches(count, channels, size);

test.each([1, 3] as const)(
  'codes of patches are what the formula gives, %i channels',
  async (channels) => {
    const source = pictures(60, channels);
    const before = tf.memory().numTensors;
    const dictionary = learnPatches(source, 1, words);
    expect(dictionary.words.rows).toBe(words);
    const codes = await cheapFeaturesOf(patchFeatures(dictionary), source);
    expect(tf.memory().numTensors).toBe(before);
    expect([codes.rows, codes.columns]).toEqual([60, 9 * words]);
    // Word by word, place by place, on image 7.
    const size = 36 * channels;
    const places = side - 5;
    const at = (row: number, column: number, channel: number): number =>
      source.bytes[((7 * side + row) * side + column) * channels + channel] ?? 0;
    const sums = new Float64Array(9 * words);
    const counts = new Float64Array(9);
    for (let top = 0; top < places; top++) {
      for (let left = 0; left < places; left++) {
        const patch = Array.from({ length: size }, (_, i) => {
          const [place, channel] = [Math.floor(i / channels), i % channels];
          return at(top + Math.floor(place / 6), left + (place % 6), channel);
        });
        const mean = patch.reduce((sum, x) => sum + x, 0) / size;
        const variance = patch.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (size - 1);
        const normalized = patch.map((x) => (x - mean) / Math.sqrt(variance + 10));
        const whitened = Array.from({ length: size }, (_, j) =>
          normalized.reduce(
            (sum, x, i) => sum + x * (dictionary.whitening.values[i * size + j] ?? 0),
            -(dictionary.offset[j] ?? 0),
          ),
        );
        const distances = Array.from({ length: words }, (_, word) =>
          Math.hypot(
            ...Array.from(rowOf(dictionary.words, word), (c, j) => c - (whitened[j] ?? 0)),
          ),
        );
        const usual = distances.reduce((sum, d) => sum + d, 0) / words;
        const cell = Math.floor(top / 4) * 3 + Math.floor(left / 4);
        counts[cell] = (counts[cell] ?? 0) + 1;
        distances.forEach((distance, word) => {
          const cellWord = cell * words + word;
          sums[cellWord] = (sums[cellWord] ?? 0) + Math.max(0, usual - distance);
        });
      }
    }
    const wanted = Array.from(sums, (sum, i) => sum / (counts[Math.floor(i / words)] ?? 1));
    rowOf(codes, 7).forEach((code, i) => {
      expect(code).toBeCloseTo(wanted[i] ?? 0, 2);
    });
  },
);

test('the same seed learns the same patches; large pictures are made smaller first', () => {
  const source = pictures(30, 1);
  expect(learnPatches(source, 5, words)).toEqual(learnPatches(source, 5, words));
  expect(learnPatches(pictures(4, 1, 96), 5, words).shrink).toBe(3);
});

test('principal axes: no correlation, variances to the power ½, the first the largest', () => {
  const uniform = seededUniform(1);
  const [rows, columns, kept] = [600, 40, 5];
  const hidden = Array.from({ length: rows }, () =>
    Array.from({ length: 5 }, () => uniform() - 0.5),
  );
  const mixing = Array.from({ length: 5 }, (_, i) =>
    Array.from({ length: columns }, () => (5 - i) ** 2 * (uniform() - 0.5)),
  );
  const values = Float32Array.from({ length: rows * columns }, (_, at) => {
    const row = hidden[Math.floor(at / columns)] ?? [];
    const signal = row.reduce((sum, h, i) => sum + h * (mixing[i]?.[at % columns] ?? 0), 0);
    return 3 + signal + 0.05 * uniform();
  });
  const points: Matrix = { rows, columns, values };
  const before = tf.memory().numTensors;
  const projected = project(points, principalAxes(points, kept, 1));
  expect(tf.memory().numTensors).toBe(before);
  expect(projected.columns).toBe(kept);
  const covariance = (a: number, b: number): number => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      sum += (rowOf(projected, row)[a] ?? 0) * (rowOf(projected, row)[b] ?? 0);
    }
    return sum / rows;
  };
  const variances = Array.from({ length: kept }, (_, axis) => covariance(axis, axis));
  expect(variances).toEqual(variances.toSorted((a, b) => b - a));
  for (let a = 0; a < kept; a++) {
    for (let b = 0; b < a; b++) expect(Math.abs(covariance(a, b))).toBeLessThan(1e-3);
  }
  // Standardized features have variances that add up to their number, nearly all of it in these five.
  const total = variances.reduce((sum, variance) => sum + variance ** 2, 0);
  expect(total).toBeGreaterThan(0.98 * columns);
  expect(total).toBeLessThanOrEqual(1.001 * columns);
});

test('joined features have the lengths that they are given', () => {
  const a: Matrix = { rows: 2, columns: 2, values: Float32Array.of(3, 4, 0, 0) };
  const b: Matrix = { rows: 2, columns: 1, values: Float32Array.of(-9, 2) };
  const { values } = joinFeatures([
    { points: a, weight: 1 },
    { points: b, weight: 0.5 },
  ]);
  expect(Array.from(values, (x) => Number(x.toFixed(6)))).toEqual([0.6, 0.8, -0.5, 0, 0, 0.5]);
});

test('new images take the scores of what is nearest, by the weights of the graph', async () => {
  const bank: Matrix = { rows: 3, columns: 2, values: Float32Array.of(1, 0, 0, 1, -1, 0) };
  const scores: Matrix = { rows: 3, columns: 2, values: Float32Array.of(1, 0, 0, 1, 5, 5) };
  const queries: Matrix = { rows: 1, columns: 2, values: Float32Array.of(0.6, 0.8) };
  const { values } = await scoresOfNew(bank, scores, queries, 2);
  // Squared distances 0.4 (to the second) and 0.8 (to the first, the last that counts).
  const [near, far] = [Math.exp(-2), Math.exp(-4)];
  expect(values[0]).toBeCloseTo(far / (near + far), 5);
  expect(values[1]).toBeCloseTo(near / (near + far), 5);
});

test('class sizes: as many rows are decided for each class as its share says', () => {
  const uniform = seededUniform(2);
  const scores: Matrix = {
    rows: 3000,
    columns: 3,
    values: Float32Array.from({ length: 9000 }, (_, at) => uniform() + (at % 3 === 0 ? 0.4 : 0)),
  };
  const sizesOf = ({ values }: Matrix): number[] => {
    const sizes = [0, 0, 0];
    for (let row = 0; row < 3000; row++) {
      const all = Array.from(values.subarray(3 * row, 3 * row + 3));
      const best = all.indexOf(Math.max(...all));
      sizes[best] = (sizes[best] ?? 0) + 1 / 3000;
    }
    return sizes;
  };
  expect(sizesOf(scores)[0]).toBeGreaterThan(0.55);
  const shares = [0.2, 0.5, 0.3];
  sizesOf(withClassSizes(scores, shares)).forEach((size, label) => {
    expect(size).toBeCloseTo(shares[label] ?? 0, 1);
  });
});

describe('class offsets', () => {
  const uniform = seededUniform(3);
  const scores: Matrix = {
    rows: 3000,
    columns: 3,
    values: Float32Array.from(
      { length: 9000 },
      (_, at) => 5 * uniform() + ([3, 0, -10][at % 3] ?? 0),
    ),
  };

  test('rows are decided for each class as often as it is common, however far off that was', () => {
    const shares = [0.2, 0.5, 0.3];
    expect(sharesOf(scores)[2]).toBe(0);
    expectClose(sharesOf(plusOffsets(scores, classOffsets(scores, shares))), shares, 0.01);
  });

  test('also where there are two classes, one score the other with its sign turned, where factors change nothing', () => {
    const values = Float32Array.from({ length: 2000 }, () => 0);
    for (let row = 0; row < 1000; row++) {
      values[2 * row] = uniform() - 0.2;
      values[2 * row + 1] = -(values[2 * row] ?? 0);
    }
    const two: Matrix = { rows: 1000, columns: 2, values };
    const shares = [0.4, 0.6];
    expect(sharesOf(withClassSizes(two, shares))).toEqual(sharesOf(two));
    expect(sharesOf(two)[0]).toBeGreaterThan(0.75);
    expectClose(sharesOf(plusOffsets(two, classOffsets(two, shares))), shares, 0.01);
  });

  test('many rows with one score, which move together, are left where they come nearest to the share', () => {
    const values = Float32Array.from({ length: 1000 }, (_, at) => {
      const score = at < 800 ? 0.7 : uniform() - 0.5;
      return at % 2 === 0 ? score : -score;
    });
    const tied: Matrix = { rows: 500, columns: 2, values };
    const own = sharesOf(tied);
    expect(own[0]).toBeGreaterThan(0.8);
    const decided = sharesOf(plusOffsets(tied, classOffsets(tied, [0.5, 0.5])));
    expect(Math.abs((decided[0] ?? 0) - 0.5)).toBeLessThanOrEqual((own[0] ?? 0) - 0.5);
    expect(decided[0]).toBeGreaterThan(0.5);
  });

  test('within a slack nothing moves, beyond it no further than its bound; of believed shares half the rest of the way', () => {
    const shares = [0.7, 0.2, 0.1];
    const own = sharesOf(scores);
    expect(Array.from(classOffsets(scores, own, [0.1, 0.1, 0.1]))).toEqual([0, 0, 0]);
    const errors = shares.map((share) => Math.sqrt((share * (1 - share)) / 20));
    const near = classOffsets(scores, shares, errors);
    const decided = sharesOf(plusOffsets(scores, near));
    for (const [label, share] of shares.entries())
      expect(Math.abs((decided[label] ?? 0) - share)).toBeLessThan((errors[label] ?? 0) + 0.01);
    const mean = classOffsets(scores, shares).map((each, label) => (each + (near[label] ?? 0)) / 2);
    expectClose(believedOffsets(scores, shares, 20), Array.from(mean), 1e-6);
  });

  function sharesOf(matrix: Matrix): number[] {
    const shares = Array.from({ length: matrix.columns }, () => 0);
    for (const label of argMaxRows(matrix)) shares[label] = (shares[label] ?? 0) + 1 / matrix.rows;
    return shares;
  }
});
