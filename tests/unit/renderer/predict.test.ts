import { expect, test } from 'vitest';
import { cameraProblemOf } from '../../../renderer/src/predict/camera-problem.ts';
import { rankedClasses } from '../../../renderer/src/predict/ranked-classes.ts';

test('classes are ranked by probability', () => {
  expect(rankedClasses(['a', 'b', 'c'], [0.2, 0.7, 0.1]).map(({ name }) => name)).toEqual([
    'b',
    'a',
    'c',
  ]);
});

test('a class without a probability counts as impossible', () => {
  expect(rankedClasses(['a', 'b'], [0.4])[1]).toEqual({ name: 'b', probability: 0 });
});

test('what browsers say of cameras is told apart', () => {
  const named = (name: string): Error => Object.assign(new Error(name), { name });
  expect(cameraProblemOf(named('NotAllowedError'))).toBe('denied');
  expect(cameraProblemOf(named('NotFoundError'))).toBe('none');
  expect(cameraProblemOf(named('NotReadableError'))).toBe('taken');
  expect(cameraProblemOf(named('TypeError'))).toBe('other');
  expect(cameraProblemOf('no error at all')).toBe('other');
});
