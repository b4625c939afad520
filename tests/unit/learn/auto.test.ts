import { describe, expect, test } from 'vitest';
import { trialPlan } from '../../../main/learn/auto/candidates.ts';
import { chooseMethod } from '../../../main/learn/auto/choose.ts';
import { judgeEncoder, type TrialMeasures } from '../../../main/learn/auto/judge.ts';
import type { Trial } from '../../../main/learn/auto/trial.ts';
import { tryMethods } from '../../../main/learn/auto/try-methods.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { Network } from '../../../main/learn/models/network.ts';
import { encoders } from '../../../main/learn/models/registry.ts';
import type { Method } from '../../../main/learn/pretext/method.ts';
import { pretrainConfig } from '../../../main/learn/pretrain/config.ts';
import { squares } from '../../support/image-source.ts';
import { barImages } from '../../support/images.ts';

const measured: TrialMeasures = {
  embeddingStd: 0.5,
  effectiveRank: 50,
  alignment: 0.1,
  uniformity: -0.9,
  retrieval: 0.1,
  knn: null,
};
const trial = (
  method: Method,
  measures: Partial<TrialMeasures>,
  state: Trial['state'] = 'learning',
): Trial => ({ method, steps: 40, seconds: 5, state, measures: { ...measured, ...measures } });

describe('the rule', () => {
  test('without labels, the one whose views find each other most often', () => {
    const { method, reason } = chooseMethod(
      [trial('rotation', { retrieval: 0.1 }), trial('vicreg', { retrieval: 0.3 })],
      0,
      500,
    );
    expect(method).toBe('vicreg');
    expect(reason).toMatch(
      /same sample in 30\.0 % of cases, more than any other \(10\.0 % at most\)\.$/,
    );
    const short = [trial('vicreg', {}), { ...trial('rotation', {}), steps: 11 }];
    expect(chooseMethod(short, 0, 500).reason).toMatch(/short, 11 steps at the least/);
  });

  test('of those that chance cannot tell apart, the lower alignment + uniformity', () => {
    const near = [
      trial('simclr', { retrieval: 0.3 }),
      trial('vicreg', { retrieval: 0.29, uniformity: -1.2 }),
      trial('rotation', { retrieval: 0.1, uniformity: -2 }),
    ];
    expect(chooseMethod(near, 0, 512).method).toBe('vicreg');
    // With so many images, a hundredth is no chance.
    expect(chooseMethod(near, 0, 100_000).method).toBe('simclr');
  });

  test('collapsed and broken ones are out, whatever their measures', () => {
    const trials = [
      trial('simclr', { retrieval: 0.9 }, 'collapsed'),
      { ...trial('vicreg', {}), state: 'broken', measures: null } as const,
      trial('byol', { retrieval: Number.NaN }),
      trial('rotation', { retrieval: 0.05 }),
    ];
    const { method, reason } = chooseMethod(trials, 0, 500);
    expect(method).toBe('rotation');
    expect(reason).toMatch(/alone did not collapse/);
    const none = chooseMethod(trials.slice(0, 3), 0, 500);
    expect(none.method).toBe('simclr');
    expect(none.reason).toMatch(/All trials collapsed/);
  });

  test('labels outweigh, when they are enough and the lead is one', () => {
    const trials = [
      trial('simclr', { retrieval: 0.3, knn: 0.6 }),
      trial('rotation', { retrieval: 0.1, knn: 0.75 }),
    ];
    const byLabels = chooseMethod(trials, 500, 512);
    expect(byLabels.method).toBe('rotation');
    expect(byLabels.reason).toMatch(/500 labels, 75\.0 % of samples.*60\.0 % at most/);
    expect(chooseMethod(trials, 49, 512).method).toBe('simclr');
  });

  test('a lead of the probe that longer training turns around decides nothing: Fashion-MNIST after 100 steps', () => {
    // docs/decisions/0018: after 400 steps SimCLR has 78.3 %, jigsaw 75.2 %.
    const trials = [
      trial('simclr', { retrieval: 0.177, knn: 0.764, effectiveRank: 52 }),
      trial('jigsaw', { retrieval: 0.084, knn: 0.777, effectiveRank: 90 }),
      trial('byol', { retrieval: 0.085, knn: 0.71, effectiveRank: 50 }),
    ];
    const { method, reason } = chooseMethod(trials, 2000, 512);
    expect(method).toBe('simclr');
    expect(reason).toMatch(/By your 2,000 labels, .* was behind/);
  });
});

describe('the plan', () => {
  test('trials take a part of the time, few where it is short', () => {
    for (const minutes of [1, 2, 5, 30, 480]) {
      const { candidates, budget } = trialPlan('small-conv', squares(28), {
        kind: 'minutes',
        minutes,
      });
      const seconds = budget.kind === 'minutes' ? 60 * budget.minutes : Number.NaN;
      expect(seconds).toBeGreaterThanOrEqual(5);
      expect(candidates.length).toBeGreaterThanOrEqual(2);
      expect(candidates.length * seconds).toBeLessThanOrEqual(0.2 * 60 * minutes);
    }
    const short = trialPlan('small-conv', squares(28), { kind: 'minutes', minutes: 1 });
    expect(short.candidates).toEqual(['simclr', 'rotation']);
  });

  test('only what can train the encoder is tried', () => {
    const budget = { kind: 'steps', steps: 400 } as const;
    expect(trialPlan('small-conv', squares(28), budget)).toEqual({
      candidates: ['simclr', 'rotation', 'vicreg', 'barlow-twins'],
      budget: { kind: 'steps', steps: 15 },
    });
    expect(trialPlan('vit-tiny', squares(28, 3), budget).candidates).toContain('mae');
  });
});

describe('trials', () => {
  const { source, labels } = barImages(60, 16);
  const known = { indices: Int32Array.from(labels.keys()), labels, classes: 2 };
  const configs = (['simclr', 'rotation'] as const).map((method) =>
    pretrainConfig(method, { batchSize: 16, seed: 3, budget: { kind: 'steps', steps: 12 } }),
  );

  test('the same seed gives the same trials and choice, and leaves no tensors', async () => {
    const told: string[] = [];
    const steps = new Set<number>();
    const hooks = {
      onTrial: ({ method }: Trial) => told.push(method),
      onStep: (index: number) => steps.add(index),
    };
    const first = await tryMethods({ source, known, configs, hooks });
    const before = tf.memory().numTensors;
    const second = await tryMethods({ source, known, configs });
    expect(tf.memory().numTensors).toBe(before);
    expect(told).toEqual(['simclr', 'rotation']);
    expect([...steps]).toEqual([0, 1]);
    const timeless = (outcome: typeof first) =>
      outcome?.trials.map(({ seconds: _, ...trial }) => trial);
    expect(timeless(second)).toEqual(timeless(first));
    expect(second?.choice).toEqual(first?.choice);
    expect(first?.trials.map(({ steps: done }) => done)).toEqual([12, 12]);
    for (const { measures } of first?.trials ?? []) {
      expect(Object.values(measures ?? { none: Number.NaN }).every(Number.isFinite)).toBe(true);
      expect(measures?.knn).toBeGreaterThan(0.5);
    }
  });

  test('what was done is not done again; a stop gives nothing but what was told', async () => {
    const done = [trial('simclr', { retrieval: 0.123 })];
    const told: string[] = [];
    const hooks = { onTrial: ({ method }: Trial) => told.push(method) };
    const outcome = await tryMethods({ source, known: null, configs, done, hooks });
    expect(told).toEqual(['rotation']);
    expect(outcome?.trials[0]).toEqual(done[0]);
    const between = () => Promise.resolve('stop' as const);
    expect(await tryMethods({ source, known: null, configs, hooks: { between } })).toBeNull();
  });

  test('training that breaks down is a trial that failed, not the end', async () => {
    const [good] = configs;
    const bad = pretrainConfig('vicreg', {
      optimizer: 'sgd',
      learningRate: 1e30,
      warmup: 0,
      batchSize: 16,
      budget: { kind: 'steps', steps: 12 },
    });
    const outcome = await tryMethods({
      source,
      known: null,
      configs: good === undefined ? [] : [bad, good],
    });
    expect(outcome?.trials[0]).toMatchObject({ state: 'broken', measures: null });
    expect(outcome?.choice.method).toBe('simclr');
  });

  test('an encoder is judged on the same views each time', async () => {
    const encoder = new Network('encoder', encoders['small-conv'].build([16, 16, 1]).graph, 1);
    const before = tf.memory().numTensors;
    const once = await judgeEncoder(encoder, source, null, 1);
    expect(tf.memory().numTensors).toBe(before);
    expect(await judgeEncoder(encoder, source, null, 1)).toEqual(once);
    expect(once.knn).toBeNull();
    expect((await judgeEncoder(encoder, source, null, 2)).alignment).not.toBe(once.alignment);
    encoder.dispose();
  });
});
