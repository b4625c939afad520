import { expect, test } from 'vitest';
import { recommendedModel } from '../../../shared/recommended-model.ts';

const chosen = { kind: 'combined' } as const;
const lead = (low: number) => ({ combined: { difference: 0.1, interval: [low, 0.3] as const } });

test('without a test it is what hidden labels chose', () => {
  expect(recommendedModel({ best: null, chosen, lead: {} })).toBe('combined');
});

test('a best score that may be luck takes nobody’s place', () => {
  expect(recommendedModel({ best: 'scratch', chosen, lead: lead(-0.05) })).toBe('combined');
  expect(recommendedModel({ best: 'scratch', chosen, lead: lead(0) })).toBe('combined');
});

test('one that is clearly ahead does', () => {
  expect(recommendedModel({ best: 'scratch', chosen, lead: lead(0.01) })).toBe('scratch');
});

test('what was chosen and is the best stays', () => {
  expect(recommendedModel({ best: 'combined', chosen, lead: {} })).toBe('combined');
});

test('runs of earlier versions chose nothing: the best', () => {
  expect(recommendedModel({ best: 'scratch' })).toBe('scratch');
  expect(recommendedModel({})).toBeNull();
});
