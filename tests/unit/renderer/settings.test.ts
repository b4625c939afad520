import { expect, test } from 'vitest';
import { threadOptions, threadsOf } from '../../../renderer/src/settings/threads.ts';

test('threads are offered up to the cores, with what was chosen', () => {
  expect(threadOptions(2, null)).toEqual([1, 2]);
  expect(threadOptions(20, null)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20]);
  expect(threadOptions(2, 6)).toContain(6);
});

test('the choice as the setting', () => {
  expect(threadsOf('auto')).toBeNull();
  expect(threadsOf('4')).toBe(4);
});
