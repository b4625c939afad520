import { expect, test } from 'vitest';
import { winnerSentence } from '../../../main/app/winner-sentence.ts';

const behind = (difference: number, low: number) => ({
  difference,
  interval: [low, 2 * difference - low] as [number, number],
});
const scores = {};

test('one that is clearly ahead is the best', () => {
  const sentence = winnerSentence({
    best: 'fine_tuned',
    lead: { scratch: behind(0.1, 0.05), linear_probe: behind(0.2, 0.1) },
    scores,
  });
  expect(sentence).toBe(
    'Best: fine-tuned pretrained encoder. It is ahead of same network from scratch by 10.0 points (95 % interval 5.0 to 15.0, same test samples).',
  );
});

test('all that are level are named, and no baseline wins that pretraining is level with', () => {
  const level = { difference: 0, interval: [-0.392, 0.392] as [number, number] };
  const sentence = winnerSentence({
    best: 'columns',
    lead: { scratch: level, linear_probe: level, boosted_trees: behind(1 / 3, -0.2) },
    scores,
  });
  expect(sentence).toBe(
    'A draw: a baseline does as well as pretraining. These 3 get just as many right: logistic regression on the columns, same network from scratch, and linear probe on the pretrained encoder (95 % interval of a difference -39.2 to 39.2 points). Not clearly behind is boosted trees on the columns.',
  );
});

test('a baseline wins only where it is clearly ahead of all that is pretrained', () => {
  const of = (low: number) =>
    winnerSentence({
      best: 'columns',
      lead: { scratch: behind(0.1, -0.1), linear_probe: behind(0.2, low) },
      scores,
    });
  expect(of(0.1)).toContain('A baseline wins: logistic regression on the columns.');
  expect(of(-0.1)).toMatch(/^A baseline leads, but it may be chance: .* Not clearly behind is/);
});
