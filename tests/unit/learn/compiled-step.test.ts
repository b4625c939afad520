import type { Tensor1D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { rowOf } from '../../../main/learn/data/matrix.ts';
import { subset } from '../../../main/learn/data/sample-source.ts';
import {
  compileStep,
  inputOf,
  type NamedVariable,
  type StepContext,
  type StepValues,
} from '../../../main/learn/engine/compile-step.ts';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { type Tensor, tf, type Variable } from '../../../main/learn/engine/tensorflow.ts';
import { embedSamples } from '../../../main/learn/finetune/embed.ts';
import { follow, followerOf } from '../../../main/learn/models/moving-average.ts';
import { Network } from '../../../main/learn/models/network.ts';
import { projectionHead } from '../../../main/learn/models/projection-head.ts';
import { encoders } from '../../../main/learn/models/registry.ts';
import { optimizerNames } from '../../../main/learn/optimizers/registry.ts';
import { Trainer } from '../../../main/learn/optimizers/trainer.ts';
import { methodNamed, taskOf } from '../../../main/learn/pretext/method.ts';
import { encodersFor } from '../../../main/learn/pretext/needs.ts';
import { pretextTaskNames } from '../../../main/learn/pretext/registry.ts';
import { type PretrainConfig, pretrainConfig } from '../../../main/learn/pretrain/config.ts';
import { pretrain } from '../../../main/learn/pretrain/pretrain.ts';
import { temporaryFolder } from '../../fixtures/ingest/temporary-folder.ts';
import { expectClose } from '../../support/close.ts';
import { barImages, barsFor } from '../../support/images.ts';

const steps = (count: number) => ({ kind: 'steps', steps: count }) as const;

const cases: [string, { [K in keyof PretrainConfig]?: PretrainConfig[K] }][] = [
  // Sums of many squares show rounding most: smaller steps still.
  ...[...pretextTaskNames, methodNamed('rotation+jigsaw')].map((method): (typeof cases)[number] => [
    method,
    { method, learningRate: 2e-5 },
  ]),
  // Deeper networks amplify rounding, and a contrastive loss of few images more than others.
  ...encodersFor(taskOf('rotation')).map((encoder): (typeof cases)[number] => [
    encoder,
    { encoder, method: 'rotation', batchSize: 8, learningRate: 2e-5, budget: steps(5) },
  ]),
  ...optimizerNames.map((optimizer): (typeof cases)[number] => [
    optimizer,
    { optimizer, weightDecay: 0.01, ...(optimizer === 'sgd' ? { learningRate: 1e-3 } : {}) },
  ]),
];

test.each(cases)(
  '%s: the graph gives the same losses as operation by operation',
  async (_, choices) => {
    const dir = temporaryFolder();
    const method = choices.method ?? 'simclr';
    const { source } = barsFor(method, 64, 16);
    const losses = async (eager: boolean): Promise<number[]> => {
      const all: number[] = [];
      await pretrain({
        config: pretrainConfig(method, {
          batchSize: 16,
          seed: 5,
          // Small steps: rounding differs between the two, and large ones would blow it up.
          learningRate: 1e-4,
          budget: steps(10),
          ...choices,
        }),
        source,
        known: null,
        checkpointFile: (step) => `${dir}/${eager}-${step}.safetensors`,
        hooks: { onStep: ({ loss }) => all.push(loss) },
        // Measuring, which is the same in both, takes longer than the steps.
        measurements: { regular: 1, early: [] },
        eager,
      });
      return all;
    };
    const [graph, eager] = [await losses(false), await losses(true)];
    expect(graph.length).toBeGreaterThan(4);
    expect(eager).toHaveLength(graph.length);
    for (const [step, loss] of graph.entries()) {
      const other = eager[step] ?? Number.NaN;
      // SimSiam's loss goes through zero: there rounding alone is a large part of it.
      const size = Math.max(0.1, Math.abs(other));
      expect(Math.abs(loss - other) / size, `step ${step}`).toBeLessThan(1e-4);
    }
  },
  300_000,
);

/** A step that fits one weight by plain gradient descent, written in plain tfjs. */
function fitting(
  compute: (weight: Variable, context: StepContext) => StepValues,
  others: readonly NamedVariable[] = [],
) {
  const weight = tf.variable(tf.scalar(3)) as unknown as Variable;
  const optimizer = {
    parameters: [weight],
    nextNumbers: () => ({}),
    update: (
      [gradient]: readonly (Tensor | null)[],
      { learningRate }: { learningRate: Tensor },
    ) => {
      if (gradient != null) weight.assign(weight.sub(gradient.mul(learningRate)) as never);
    },
    countUpdate: () => undefined,
  };
  const make = (more: { eager?: boolean; otherShapes?: 'trace' | 'drop' } = {}) =>
    compileStep((context) => compute(weight, context), {
      inputs: { x: { dtype: 'float32', shape: [2] } },
      variables: [{ name: 'weight', variable: weight }, ...others],
      optimizer,
      ...more,
    });
  return { weight, make };
}

const squares = (weight: Variable, { inputs }: StepContext): StepValues => ({
  loss: weight
    .mul(inputs['x'] as Tensor)
    .square()
    .mean(),
  metrics: { weight: weight.add(0) },
});

test('an optimizer in plain tfjs becomes part of the graph; weights go in and out', () => {
  const { weight, make } = fitting(squares);
  const step = make();
  const numbers = { learningRate: 0.1, step: 0 };
  // d(mean of (w·x)²)/dw = 2w·mean(x²) = 2·3·2.5 = 15
  expect(step.run({ x: Float32Array.of(1, 2) }, numbers)).toEqual({
    loss: 22.5,
    metrics: { weight: 3 },
  });
  expect(weight.dataSync()[0]).toBe(3);
  step.readWeights();
  expect(weight.dataSync()[0]).toBeCloseTo(1.5);
  weight.assign(tf.scalar(2) as never);
  step.writeWeights();
  expect(step.run({ x: Float32Array.of(1, 1) }, numbers)?.loss).toBeCloseTo(4);
  step.dispose();
});

test('a batch of another shape is traced too, with the same weights, or dropped', () => {
  const { make } = fitting(squares);
  const numbers = { learningRate: 0, step: 0 };
  const tracing = make();
  expect(tracing.run({ x: Float32Array.of(1, 1) }, numbers)?.loss).toBe(9);
  expect(
    tracing.run({ x: Float32Array.of(1, 1, 4) }, { ...numbers, learningRate: 0.05 })?.loss,
  ).toBe(54);
  // 3 − 0.05 · 2·3·6 = 1.2: the first graph goes on with what the second made of the weight
  expect(tracing.run({ x: Float32Array.of(1, 1) }, numbers)?.loss).toBeCloseTo(1.44);
  tracing.dispose();
  for (const eager of [true, false]) {
    const dropping = make({ otherShapes: 'drop', eager });
    expect(dropping.run({ x: Float32Array.of(1) }, numbers)).toBeNull();
    expect(dropping.run({ x: Float32Array.of(1, 1) }, numbers)).not.toBeNull();
    dropping.dispose();
  }
});

test('random numbers in a graph are those of the seed and the step', () => {
  const { make } = fitting((weight, { step }) => ({
    loss: weight.mul(0).add(new StepRandom(7, step).uniform([])).sum(),
    metrics: {},
  }));
  const x = Float32Array.of(1, 1);
  const [graph, eager] = [make(), make({ eager: true })];
  for (const step of [0, 1, 2, 1]) {
    const expected = new StepRandom(7, step).uniform([]).dataSync()[0];
    for (const each of [graph, eager]) {
      expect(each.run({ x }, { learningRate: 0, step })?.loss).toBe(expected);
    }
  }
  graph.dispose();
});

test('tf.gather is part of a graph, with its gradient; an index out of range is an error', () => {
  const { weight, make } = fitting((each, { inputs, step }) => {
    const values = each.mul(inputs['x'] as Tensor);
    const chosen = tf.gather(values, step.reshape([1]) as Tensor1D);
    return { loss: chosen.sum(), metrics: {} };
  });
  const step = make();
  const x = (): { x: Float32Array } => ({ x: Float32Array.of(5, 7) });
  expect(step.run(x(), { learningRate: 0, step: 0 })?.loss).toBe(15);
  expect(step.run(x(), { learningRate: 0.1, step: 1 })?.loss).toBe(21);
  step.readWeights();
  expect(weight.dataSync()[0]).toBeCloseTo(3 - 0.1 * 7);
  expect(() => step.run(x(), { learningRate: 0, step: 2 })).toThrow(/TensorFlow stopped/);
  step.dispose();
});

test('sums and means over large inputs are part of a graph: their gradients are no constants', () => {
  const { weight, make } = fitting((each, { inputs }) => {
    const wide = each.mul((inputs['x'] as Tensor).tile([1_000_000]));
    return { loss: wide.mean().add(wide.sum().mul(1e-6)).asScalar(), metrics: {} };
  });
  const step = make();
  step.run({ x: Float32Array.of(1, 3) }, { learningRate: 0.1, step: 0 });
  step.readWeights();
  // d/dw = mean(x) + 1e-6 · sum(x) = 2 + 4
  expect(weight.dataSync()[0]).toBeCloseTo(3 - 0.1 * 6, 3);
  step.dispose();
});

test.each([
  [
    'reads a computed value',
    (weight: Variable) => weight.mul(weight.square().dataSync()[0] ?? 0).sum(),
    'reads the value of a tensor (of the operation Square)',
  ],
  [
    'draws from Math.random',
    (weight: Variable) => weight.mul(Math.random()).sum(),
    'is not the same each time (a number in Mul is another one)',
  ],
  [
    'uses a large constant',
    (weight: Variable) => weight.mul(large).sum(),
    'uses a constant of 8000000 bytes, shape [2000000]',
  ],
])('a step that %s is refused by name, with the way out, and runs eagerly', (_, loss, message) => {
  const { make } = fitting((weight) => ({ loss: loss(weight), metrics: {} }));
  const batch = { x: Float32Array.of(1, 1) };
  const numbers = { learningRate: 0, step: 0 };
  expect(() => make().run(batch, numbers)).toThrow(
    expect.objectContaining({
      code: 'untraceable',
      message: expect.stringContaining(message) as string,
      remedy: expect.stringContaining('eagerly') as string,
    }),
  );
  expect(make({ eager: true }).run(batch, numbers)).not.toBeNull();
});

const large = tf.range(0, 2_000_000);

test('steps leave no tensors behind, and TensorFlow none of its own', () => {
  const { make } = fitting(squares);
  const step = make();
  const run = (at: number): unknown =>
    step.run({ x: Float32Array.of(1, at) }, { learningRate: 0.01, step: at });
  run(0);
  const before = [tf.memory().numTensors, tf.memory().numBytes];
  for (let at = 1; at < 200; at++) run(at);
  expect([tf.memory().numTensors, tf.memory().numBytes]).toEqual(before);
  step.dispose();
});

test('many images are embedded by a graph, to the same numbers as a few by single operations', async () => {
  const encoder = new Network('encoder', encoders['small-conv'].build([28, 28, 1]).graph, 1);
  const { source } = barImages(2050);
  const before = tf.memory().numTensors;
  const all = await embedSamples(encoder, source);
  const last = await embedSamples(encoder, subset(source, [0, 2048, 2049]));
  expect(tf.memory().numTensors).toBe(before);
  [0, 2048, 2049].forEach((row, i) => {
    expectClose(rowOf(all, row), Array.from(rowOf(last, i)), 1e-5);
  });
  encoder.dispose();
});

test('a momentum encoder is a variable of the graph: it follows as it does operation by operation', () => {
  const follow = (eager: boolean): { losses: number[]; target: number } => {
    const target = tf.variable(tf.scalar(0)) as unknown as Variable;
    const compute = (weight: Variable, { inputs }: StepContext): StepValues => {
      // BYOL, arXiv 2006.07733, eq. 1: the target moves a little towards the online weight at each step.
      target.assign(target.mul(0.9).add(weight.mul(0.1)) as never);
      const x = inputs['x'] as Tensor;
      return { loss: x.mul(weight).sub(target).square().mean(), metrics: {} };
    };
    const step = fitting(compute, [{ name: 'target', variable: target }]).make({ eager });
    const losses = Array.from({ length: 20 }, (_, i) => {
      const x = Float32Array.of(1, i / 20);
      return step.run({ x }, { learningRate: 0.05, step: i })?.loss ?? Number.NaN;
    });
    step.readWeights();
    step.dispose();
    return { losses, target: target.dataSync()[0] ?? Number.NaN };
  };
  const [graph, eager] = [follow(false), follow(true)];
  expectClose(graph.losses, eager.losses, 1e-6);
  expect(graph.target).toBeCloseTo(eager.target, 6);
  expect(graph.target).toBeGreaterThan(0.1);
});

test.each(optimizerNames)(
  '%s: a network follows another after each update, in the graph as operation by operation',
  (optimizer) => {
    const followed = (eager: boolean) => {
      const head = { hidden: [4], size: 2 };
      const online = projectionHead('online', 3, head, 1);
      const target = followerOf(online, 'target');
      const start = target.parameters.map(({ variable }) => Array.from(variable.dataSync()));
      const trainer = new Trainer([online, target], optimizer, 0.01);
      const average = { followers: [{ online, target }], momentum: () => 0.9 };
      const step = trainer.compile(
        ({ inputs }) => ({
          loss: online
            .apply(inputOf(inputs, 'x'), true)
            .sub(target.apply(inputOf(inputs, 'x'), true))
            .add(1)
            .square()
            .mean(),
          metrics: {},
        }),
        {
          inputs: { x: { dtype: 'float32', shape: [4, 3] } },
          eager,
          afterUpdate: ({ momentum }) => momentum && follow(average, momentum),
        },
      );
      const weight = (network: Network) =>
        Array.from(network.parameters[0]?.variable.dataSync() ?? []);
      let expected = weight(target);
      for (let at = 0; at < 5; at++) {
        const x = Float32Array.from({ length: 12 }, (_, i) => Math.sin(i * (at + 1)));
        step.run({ x }, { learningRate: 0.01, step: at, more: { momentum: 0.9 } });
        step.readWeights();
        expected = expected.map((old, i) => 0.9 * old + 0.1 * (weight(online)[i] ?? 0));
      }
      expectClose(weight(target), expected, 1e-6);
      expect(weight(target)).not.toEqual(start[0]);
      const statistics = target.parameters.find(({ name }) => name.endsWith('moving_mean'));
      // The target's running statistics are of its own activations.
      expect(statistics?.variable.dataSync().some((value) => value !== 0)).toBe(true);
      const end = target.parameters.flatMap(({ variable }) => Array.from(variable.dataSync()));
      step.dispose();
      trainer.dispose();
      for (const network of [online, target]) network.dispose();
      return end;
    };
    expectClose(followed(false), followed(true), 1e-5);
  },
);
