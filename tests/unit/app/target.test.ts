import { describe, expect, test } from 'vitest';
import { numberLabel } from '../../../main/app/number-label.ts';
import { numbersCsv } from '../../../main/app/predictions-csv.ts';
import { significant } from '../../../main/app/significant.ts';
import { looksLikeNumbers } from '../../../main/app/target.ts';
import { numberIn } from '../../../shared/number-text.ts';

const times = (count: number, of: (i: number) => number): string[] =>
  Array.from({ length: count }, (_, i) => String(of(i)));

describe('labels seem to be numbers', () => {
  test.each([
    ['many whole numbers', times(200, (i) => 25 + ((i * 37) % 180)), true],
    ['whole numbers, nearly all different', times(20, (i) => i * i), true],
    ['fractions', times(30, (i) => 0.5 * (i % 8)), true],
    ['ten digits', times(500, (i) => i % 10), false],
    ['a few digits, most different', times(12, (i) => i % 10), false],
    ['grades of wine', times(300, (i) => 3 + (i % 6)), false],
    ['three codes with a fraction', times(90, (i) => 0.5 * (i % 3)), false],
    ['numbers, of which a few are missing', [...times(60, (i) => i / 2), 'NA', '-'], true],
    ['names', ['cat', 'dog', ...times(60, (i) => i)], false],
    ['nothing', [], false],
  ])('%s', (_, labels, expected) => {
    expect(looksLikeNumbers(labels)).toBe(expected);
  });
});

test('numbers are read as people write them, and kept in one way', () => {
  expect(['3.50', ' 7 ', '-1e3', '.5', '+2'].map(numberLabel)).toEqual([
    '3.5',
    '7',
    '-1000',
    '0.5',
    '2',
  ]);
  for (const text of ['', 'cat', '3,5', '0x1f', '1e99', 'NaN', 'Infinity', '1 2']) {
    expect(numberIn(text), text).toBeNull();
  }
});

test('three digits count', () => {
  expect([54.188, 55, 1234.5, 0.03214, 3.1e-7, 0, -0.356].map(significant)).toEqual([
    '54.2',
    '55.0',
    '1,235',
    '0.0321',
    '3.10e-7',
    '0',
    '-0.356',
  ]);
});

test('predicted numbers are written as numbers, and no name as a formula', () => {
  const prediction = { path: '=1+1', value: -5.5, interval: [-7, -4], unfamiliar: null } as const;
  const csv = numbersCsv([
    { ...prediction, interval: [-7, -4] },
    { ...prediction, path: 'a, row 2', interval: null, unfamiliar: true },
  ]);
  expect(csv.split('\n')).toEqual([
    'path,value,from,to,unfamiliar',
    "'=1+1,-5.5,-7,-4,",
    '"a, row 2",-5.5,,,true',
  ]);
});
