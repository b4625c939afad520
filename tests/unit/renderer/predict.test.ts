import { describe, expect, test } from 'vitest';
import { cameraProblemOf } from '../../../renderer/src/predict/camera-problem.ts';
import { rankedClasses } from '../../../renderer/src/predict/ranked-classes.ts';
import { askedAt } from '../../../renderer/src/predict/unsure-words.ts';
import type { Unsure } from '../../../shared/contract/predict.ts';
import { ofAHundred } from '../../../shared/of-a-hundred.ts';

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

describe('what a threshold means', () => {
  const found: NonNullable<Unsure['found']> = {
    below: 0.6,
    basis: 'shown',
    accuracy: 0.9,
    samples: 200,
    answered: Array.from({ length: 100 }, (_, at) => (at < 60 ? 200 : 99 - at)),
    right: Array.from({ length: 100 }, (_, at) => (at < 60 ? 150 : 99 - at)),
  };
  const unsure = (isOwn: boolean): Unsure => ({
    below: 0.6,
    isOwn,
    found,
    choices: [
      { accuracy: 0.8, below: 0.3, basis: 'shown' },
      { accuracy: 0.9, below: 0.6, basis: 'shown' },
      { accuracy: 0.95, below: 0.6, basis: 'shown' },
    ],
  });

  test('is said of a hundred pictures', () => {
    expect(ofAHundred(found, 0)).toEqual({ answered: 100, right: 0.75, labels: 200 });
    expect(ofAHundred(found, 61)).toEqual({ answered: 19, right: 1, labels: 200 });
    expect(ofAHundred(found, 99)).toEqual({ answered: 0, right: null, labels: 200 });
    expect(ofAHundred(null, 50)).toBeNull();
  });

  test('belongs to an accuracy that can be asked for, or to none', () => {
    expect(askedAt(unsure(false), 60)?.accuracy).toBe(0.9);
    expect(askedAt(unsure(true), 60)?.accuracy).toBe(0.95);
    expect(askedAt(unsure(false), 30)?.accuracy).toBe(0.8);
    expect(askedAt(unsure(false), 31)).toBeNull();
  });
});
