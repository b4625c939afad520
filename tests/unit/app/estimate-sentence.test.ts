import { expect, test } from 'vitest';
import { estimateSentence } from '../../../main/app/estimate-sentence.ts';

test.each([
  [
    'more accuracy, surely',
    'class',
    { gain: 0.021, interval: [0.004, 0.038] },
    'Ten more labels should bring about 2.1 points (95 % interval 0.4 to 3.8 points).',
  ],
  [
    'perhaps none',
    'class',
    { gain: 0.005, interval: [-0.01, 0.02] },
    'Ten more labels may bring nothing: about 0.5 points, 95 % interval −1.0 to 2.0 points.',
  ],
  [
    'an error that surely falls',
    'number',
    { gain: -1.25, interval: [-2, -0.5] },
    'Ten more labels should lower the error (RMSE) by about 1.25 (95 % interval 0.500 to 2.00).',
  ],
  [
    'an error that may rise',
    'number',
    { gain: 0.4, interval: [-0.2, 1] },
    'Ten more labels may bring nothing: the error (RMSE) changes by about 0.400, 95 % interval −0.200 to 1.00.',
  ],
  [
    'an error that rose on every part',
    'number',
    { gain: 0.4, interval: [0.1, 0.7] },
    'Ten more labels may bring nothing: the error (RMSE) changes by about 0.400, 95 % interval 0.100 to 0.700.',
  ],
] as const)('%s', (_, target, { gain, interval: [low, high] }, sentence) => {
  expect(estimateSentence(target, { gain, interval: [low, high] })).toBe(sentence);
});

test('too few labels: how many are needed', () => {
  expect(estimateSentence('class', null)).toContain('20 labels at least, and two of most classes');
  expect(estimateSentence('number', null)).toContain('20 labels at least');
});
