import { expect } from 'vitest';
import { type Tensor, tf } from '../../main/learn/engine/tensorflow.ts';

/** Every number of a tensor or list against nested lists of expected ones. */
export function expectClose(
  actual: Tensor | ArrayLike<number>,
  expected: unknown,
  tolerance: number,
): void {
  const values = Array.from('dataSync' in actual ? actual.dataSync() : actual);
  const wanted = [expected].flat(Number.POSITIVE_INFINITY) as number[];
  expect(values.length).toBe(wanted.length);
  const worst = Math.max(...values.map((value, i) => Math.abs(value - (wanted[i] ?? Number.NaN))));
  expect(worst).toBeLessThan(tolerance);
}

/** A float tensor of nested lists. */
export function tensorOf(values: unknown): Tensor {
  return tf.tensor(values as number[], undefined, 'float32');
}

/**
 * Checks a gradient against central finite differences, coordinate by coordinate.
 * @param loss from the tensor to a scalar
 */
export function expectGradient(loss: (x: Tensor) => Tensor, at: Tensor, tolerance: number): void {
  const analytic = tf
    .grad(loss as never)(at as never)
    .dataSync();
  const values = Array.from(at.dataSync());
  const step = 1e-2;
  values.forEach((value, i) => {
    const shifted = (by: number): number => {
      const moved = values.with(i, value + by);
      return tf.tidy(() => loss(tf.tensor(moved, at.shape)).dataSync()[0] ?? Number.NaN);
    };
    const numeric = (shifted(step) - shifted(-step)) / (2 * step);
    expect(Math.abs(numeric - (analytic[i] ?? Number.NaN))).toBeLessThan(tolerance);
  });
}
