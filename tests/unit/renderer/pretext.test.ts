import { describe, expect, test } from 'vitest';
import { methodNamed, taskOf } from '../../../main/learn/pretext/method.ts';
import { encodersFor, standsAlone } from '../../../main/learn/pretext/needs.ts';
import type { PretextTask } from '../../../main/learn/pretext/pretext-task.ts';
import { pretextTaskNames, pretextTasks } from '../../../main/learn/pretext/registry.ts';
import {
  amountOf,
  budgetMinutes,
  minutesAt,
  stopNearest,
} from '../../../renderer/src/pretext/budget.ts';
import {
  chosenTask,
  defaultMix,
  mixChoice,
  mixMethod,
  withPart,
} from '../../../renderer/src/pretext/chosen-task.ts';
import { methodInWords } from '../../../renderer/src/pretext/method-words.ts';
import { emptyFields, readSettings } from '../../../renderer/src/pretext/settings.ts';
import { pretext as textsOf } from '../../../renderer/src/texts/en/pretext.ts';
import { sampleNouns } from '../../../renderer/src/texts/en/sample-nouns.ts';
import { type PretextTaskInfo, pretrainChoices } from '../../../shared/contract/pretext.ts';
import type { DataKindName } from '../../../shared/sample-spec.ts';

const pretext = textsOf(sampleNouns.images);

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
    const amounts = [0.4, 30, 200, 201, 1000].map((passes) => amountOf(passes, 200));
    expect(amounts).toEqual(['few', 'fair', 'fair', 'many', 'many']);
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

describe('the chosen task', () => {
  const tasksFor = (kind: DataKindName): PretextTaskInfo[] =>
    pretextTaskNames.flatMap((name) => {
      const task: PretextTask = pretextTasks[name];
      if (!task.kinds.includes(kind)) return [];
      const { title, question, paper, defaults } = task;
      const encoders = encodersFor(task, kind);
      const combines = !standsAlone(task);
      return [{ name, title, question, paper, encoders, combines, defaults: { ...defaults } }];
    });
  const tasks = tasksFor('images');
  const mix = { first: 'simclr', second: 'rotation', percent: 70 };

  test('is a task, the trials, or two tasks with their shares', () => {
    expect(chosenTask('vicreg', mix, tasks)).toMatchObject({ method: 'vicreg' });
    expect(chosenTask('auto', mix, tasks)).toEqual({ method: 'auto', task: null });
    expect(chosenTask(mixChoice, mix, tasks)?.method).toBe('simclr:0.7+rotation:0.3');
    // A task that these pictures have not: the first one there is.
    expect(chosenTask('colorization', mix, tasks.slice(0, 2))?.method).toBe('simclr');
    expect(chosenTask(mixChoice, mix, tasks.slice(0, 1))).toBeNull();
  });

  test('every mix is a method that the app reads the same way, with the very settings it would give', () => {
    const combined = tasks.flatMap(({ name, combines }) => (combines ? [name] : []));
    for (const first of combined) {
      for (const second of combined.filter((name) => name !== first)) {
        const chosen = chosenTask(mixChoice, { first, second, percent: 35 }, tasks);
        const method = methodNamed(chosen?.method ?? '');
        expect(method).toBe(chosen?.method);
        expect(chosen?.task?.defaults).toEqual(taskOf(method).defaults);
        expect(chosen?.task?.encoders).toEqual(encodersFor(taskOf(method), 'images'));
        expect(pretrainChoices.safeParse({ task: method }).success).toBe(true);
      }
    }
  });

  test('shares stay what they say over the whole slider', () => {
    for (let percent = 10; percent <= 90; percent += 5) {
      const method = mixMethod({ ...mix, percent });
      expect(methodNamed(method)).toBe(method);
    }
  });

  test('a mix begins with two tasks, and choosing one twice swaps them', () => {
    expect(defaultMix(tasks, 'vicreg')).toEqual({
      first: 'vicreg',
      second: 'rotation',
      percent: 70,
    });
    expect(defaultMix(tasks, 'rotation').second).toBe('simclr');
    expect(withPart(mix, 'first', 'rotation', tasks)).toEqual({
      first: 'rotation',
      second: 'simclr',
      percent: 70,
    });
    expect(withPart(mix, 'second', 'vicreg', tasks).first).toBe('simclr');
  });

  test('two tasks that no encoder can be trained by both of are never a mix', () => {
    const ofTexts = tasksFor('text');
    expect(defaultMix(ofTexts, 'next-word')).toMatchObject({ second: 'simclr' });
    const words = { first: 'simclr', second: 'masked-words', percent: 70 };
    expect(withPart(words, 'first', 'next-word', ofTexts)).toEqual({
      first: 'next-word',
      second: 'simclr',
      percent: 70,
    });
    for (const part of ['first', 'second'] as const) {
      for (const { name } of ofTexts) {
        const { first, second } = withPart(words, part, name, ofTexts);
        expect(encodersFor(taskOf(methodNamed(`${first}+${second}`)), 'text')).not.toEqual([]);
      }
    }
  });

  test('a method is said in words', () => {
    const names = pretext.advanced.names;
    expect(methodInWords('rotation', names)).toBe('Guess the rotation');
    expect(methodInWords('simclr:0.7+rotation:0.3', names)).toBe(
      'Find the other view (70 %) + Guess the rotation (30 %)',
    );
    expect(methodInWords('unheard-of', names)).toBe('unheard-of');
  });
});
