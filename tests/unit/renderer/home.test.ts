import { expect, test } from 'vitest';
import { home } from '../../../renderer/src/texts/en/home.ts';

test('a project’s card says in words how far it is', () => {
  expect(home.card.samples(1)).toBe('1 sample');
  expect(home.card.samples(12_480)).toBe('12,480 samples');
  expect(home.card.run('finetune', 'interrupted', 'today, 14:05')).toBe(
    'Fine-tuning interrupted, today, 14:05',
  );
});
