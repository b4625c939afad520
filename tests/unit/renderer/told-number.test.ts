import { expect, test } from 'vitest';
import { toldNumber } from '../../../renderer/src/curves/told-number.ts';

test.each([
  [293.15, 0.2, '293.15'],
  [101.325, 0.03, '101.325'],
  [189.4, 102, '189'],
  [-3.8, 102, '-3.8'],
  [12.3456, 4.2, '12.3'],
  [1234567, 25_000, '1,234,567'],
  [2.5e-7, 3e-9, '2.50e-7'],
  [101.36, null, '101.36'],
  [0, null, '0'],
  [2013.4, null, '2,013.4'],
  [0.1 + 0.2, null, '0.3'],
  [Number.NaN, 1, '–'],
])('%d ± %d is told as %s', (value, halfWidth, told) => {
  expect(toldNumber(value, halfWidth)).toBe(told);
});
