import { expect, test } from 'vitest';
import { home } from '../../../renderer/src/texts/en/home.ts';

test('a project’s card says in words how far it is', () => {
  expect(home.card.samples(1, null)).toBe('1 sample');
  expect(home.card.samples(12_480, 'images')).toBe('12,480 pictures');
  expect(home.card.samples(150, 'tables')).toBe('150 rows');
  expect(home.card.samples(1, 'audio')).toBe('1 recording');
  expect(home.card.run('finetune', 'interrupted', 'today, 14:05')).toBe(
    'Fine-tuning interrupted, today, 14:05',
  );
});
