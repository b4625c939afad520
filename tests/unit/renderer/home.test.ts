import { expect, test } from 'vitest';
import { home } from '../../../renderer/src/texts/en/home.ts';

test('a project’s card says in words how far it is', () => {
  expect(home.card.pictures(1)).toBe('1 picture');
  expect(home.card.pictures(12_480)).toBe('12,480 pictures');
  expect(home.card.run('finetune', 'interrupted', 'today, 14:05')).toBe(
    'Fine-tuning interrupted, today, 14:05',
  );
});
