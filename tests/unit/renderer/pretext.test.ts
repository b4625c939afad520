import { describe, expect, test } from 'vitest';
import {
  amountOf,
  budgetMinutes,
  minutesAt,
  stopNearest,
} from '../../../renderer/src/pretext/budget.ts';
import { emptyFields, readSettings } from '../../../renderer/src/pretext/settings.ts';
import { pretext } from '../../../renderer/src/texts/en/pretext.ts';
import { pretrainChoices } from '../../../shared/contract/pretext.ts';

describe('the time slider', () => {
  test('every stop is the nearest to itself', () => {
    budgetMinutes.forEach((minutes, stop) => {
      expect(stopNearest(minutes)).toBe(stop);
      expect(minutesAt(stop)).toBe(minutes);
    });
  });

  test('nearness is by ratio', () => {
    expect(minutesAt(stopNearest(0.2))).toBe(1);
    expect(minutesAt(stopNearest(7))).toBe(5);
    expect(minutesAt(stopNearest(7.2))).toBe(10);
    expect(minutesAt(stopNearest(100_000))).toBe(480);
  });

  test('stops beyond its ends are its ends', () => {
    expect(minutesAt(-1)).toBe(1);
    expect(minutesAt(99)).toBe(480);
  });

  test('says times as people do', () => {
    expect(budgetMinutes.map((minutes) => pretext.budget.duration(minutes))).toEqual([
      '1 minute',
      '2 minutes',
      '3 minutes',
      '5 minutes',
      '10 minutes',
      '15 minutes',
      '30 minutes',
      '1 hour',
      '2 hours',
      '4 hours',
      'Overnight (8 hours)',
    ]);
    expect(pretext.budget.duration(1.5)).toBe('1.5 minutes');
  });

  test('judges passes', () => {
    expect([0.4, 30, 1000].map(amountOf)).toEqual(['few', 'fair', 'many']);
  });
});

describe('advanced settings', () => {
  test('empty fields choose nothing', () => {
    expect(readSettings(emptyFields)).toEqual({ choices: {}, problems: {} });
  });

  test('numbers are read, with spaces around them', () => {
    const { choices, problems } = readSettings({
      encoder: 'resnet18',
      optimizer: 'sgd',
      learningRate: ' 1e-3 ',
      weightDecay: '0',
      batchSize: '64',
      seed: '0',
    });
    expect(problems).toEqual({});
    expect(choices).toEqual({
      encoder: 'resnet18',
      optimizer: 'sgd',
      learningRate: 0.001,
      weightDecay: 0,
      batchSize: 64,
      seed: 0,
    });
  });

  test.each([
    ['learningRate', '0,001', 'number'],
    ['learningRate', 'Infinity', 'number'],
    ['learningRate', '0', 'range'],
    ['learningRate', '101', 'range'],
    ['weightDecay', '-1', 'range'],
    ['batchSize', '1', 'range'],
    ['batchSize', '12.5', 'whole'],
    ['batchSize', '5000', 'range'],
    ['seed', '2147483648', 'range'],
  ] as const)('%s "%s" is refused: %s', (name, text, problem) => {
    const { choices, problems } = readSettings({ ...emptyFields, [name]: text });
    expect(problems).toEqual({ [name]: problem });
    expect(choices).toEqual({});
  });

  test('what is let through, the contract takes', () => {
    for (const text of ['2', '4096', '100', '0.5', '3', '1e-9', '2147483647', '-0']) {
      for (const name of ['learningRate', 'weightDecay', 'batchSize', 'seed'] as const) {
        const { choices } = readSettings({ ...emptyFields, [name]: text });
        expect(pretrainChoices.safeParse({ task: 'simclr', ...choices }).success).toBe(true);
      }
    }
  });
});
