import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { mixed, mixupShares } from '../../../main/learn/augment/mixup.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { ImageClassifier } from '../../../main/learn/finetune/classifier.ts';
import {
  fineTuneRecipe,
  fineTuneRecipeWith,
  type RegularizationOptions,
} from '../../../main/learn/finetune/classifier-recipe.ts';
import { mapSamples } from '../../../main/learn/finetune/embed.ts';
import { disposeClassifier, logitsOf } from '../../../main/learn/finetune/stages.ts';
import { certain, trainClassifier } from '../../../main/learn/finetune/train-classifier.ts';
import { WeightAverage } from '../../../main/learn/finetune/weight-average.ts';
import { GraphBuilder, graphInput } from '../../../main/learn/models/graph.ts';
import { Network } from '../../../main/learn/models/network.ts';
import { encoders } from '../../../main/learn/models/registry.ts';
import { finetuneFlags, finetuneOptionsFrom } from '../../../main/shell/cli/options.ts';
import { expectClose, tensorOf } from '../../support/close.ts';
import { barImages } from '../../support/images.ts';
import { reference } from '../../support/reference.ts';

const nothing: RegularizationOptions = { mixup: false, averaging: false, consistency: false };

test.each<[string[], Partial<RegularizationOptions>]>([
  [[], {}],
  [['--mixup'], { mixup: true }],
  [['--averaging'], { averaging: true }],
  [['--consistency'], { consistency: true }],
  [
    ['--averaging', '--consistency', '--mixup'],
    { mixup: true, averaging: true, consistency: true },
  ],
])('in the terminal %j asks for its own part of the recipe', (flags, wanted) => {
  const command = finetuneFlags(new Command()).parse(flags, { from: 'user' });
  const options = finetuneOptionsFrom(command.opts());
  expect(options).toEqual({ ...nothing, ...wanted, selfTraining: false });
  const { mixup, averaging, consistency, ...others } = fineTuneRecipeWith(options);
  expect(mixup).toBe(wanted.mixup && 0.2);
  expect(averaging).toBe(wanted.averaging && 0.99);
  expect(consistency).toEqual(wanted.consistency && { threshold: 0.95, ratio: 2, weight: 1 });
  expect(others).toEqual(fineTuneRecipe);
});

test('a mixture is the share of a row and the rest of its partner, for images and targets alike', () => {
  const targets = tensorOf([
    [1, 0],
    [0.5, 0.5],
    [0, 1],
  ]);
  const shares = tf.tensor1d([0.75, 0.5, 1]) as unknown as Tensor;
  expectClose(
    mixed(targets, shares),
    [
      [0.75, 0.25],
      [0.5, 0.5],
      [0, 1],
    ],
    1e-6,
  );
  const images = targets.reshape([3, 1, 2, 1]);
  expect(mixed(images, shares).dataSync()).toEqual(mixed(targets, shares).dataSync());
});

test("mixup's shares are the larger part of a beta distribution, and the same each time", () => {
  const { alpha, at, quantiles } = reference.mixup_shares;
  const shares = mixupShares(20_000, alpha, 3, 5);
  expect(shares).toEqual(mixupShares(20_000, alpha, 3, 5));
  expect(shares).not.toEqual(mixupShares(20_000, alpha, 3, 6));
  for (const [i, quantile] of quantiles.entries()) {
    const below = shares.filter((share) => share <= quantile).length / shares.length;
    expect(below).toBeCloseTo(at[i] ?? 0, 1);
    // Five standard errors of a share of 20,000.
    expect(Math.abs(below - (at[i] ?? 0))).toBeLessThan(0.018);
  }
});

test('an average hands over the trained weights it has followed, and leaves running statistics', () => {
  const graph = new GraphBuilder([2]);
  graph.add('dense', 'out', [graphInput], { units: 1, bias: true });
  const network = new Network('net', graph.build(), 1);
  const average = new WeightAverage([network], 0.99);
  const before = network.parameters.map(({ variable }) => Array.from(variable.dataSync()));
  for (const { variable } of network.parameters) variable.assign(variable.add(1) as never);
  average.handOver();
  const after = network.parameters.map(({ variable }) => Array.from(variable.dataSync()));
  expect(after).toEqual(before);
  expect([average.decayAt(0), average.decayAt(90), average.decayAt(10_000)]).toEqual([
    0.1, 0.91, 0.99,
  ]);
  average.dispose();
  network.dispose();
});

describe('fine-tuning', () => {
  const { source, labels } = barImages(80, 16);
  const taught = Int32Array.from({ length: 20 }, (_, i) => i);

  async function train(wanted: Partial<RegularizationOptions>): Promise<{
    accuracy: number;
    logits: Float32Array;
    losses: number[];
  }> {
    const classifier = new ImageClassifier(encoders['small-conv'].build([16, 16, 1]), 2, 1);
    const recipe = { ...fineTuneRecipeWith({ ...nothing, ...wanted }), steps: 60, trainHead: true };
    const losses: number[] = [];
    const path = await trainClassifier({
      classifier,
      source: { ...source, count: taught.length },
      targets: certain(
        taught.map((i) => labels[i] ?? 0),
        2,
      ),
      recipe: { ...recipe, batchSize: 20 },
      unlabelled: source,
      seed: 2,
      onStep: (_, loss) => void losses.push(loss),
    });
    path.dispose();
    const logits = await mapSamples(source, (images) => logitsOf(classifier, images, false));
    disposeClassifier(classifier);
    const right = Array.from(labels.keys()).filter((row) => {
      const [first = 0, second = 0] = logits.values.subarray(2 * row, 2 * row + 2);
      return Number(second > first) === labels[row];
    });
    return { accuracy: right.length / labels.length, logits: logits.values, losses };
  }

  test.each<[string, Partial<RegularizationOptions>]>([
    ['mixup', { mixup: true }],
    ['a moving average', { averaging: true }],
    ['consistency', { consistency: true }],
    ['all of them', { mixup: true, averaging: true, consistency: true }],
  ])('with %s learns, the same each time, and leaves no tensor behind', async (_, wanted) => {
    const before = tf.memory().numTensors;
    const first = await train(wanted);
    expect(tf.memory().numTensors).toBe(before);
    expect(first.accuracy).toBeGreaterThan(0.9);
    const again = await train(wanted);
    expect(again.losses).toEqual(first.losses);
    expect(again.logits).toEqual(first.logits);
    // It is another training than the plain one.
    const plain = await train({});
    expect(plain.logits).not.toEqual(first.logits);
  });

  test('consistency without unlabelled images is refused', async () => {
    const classifier = new ImageClassifier(encoders['small-conv'].build([16, 16, 1]), 2, 1);
    await expect(
      trainClassifier({
        classifier,
        source,
        targets: certain(labels, 2),
        recipe: fineTuneRecipeWith({ ...nothing, consistency: true }),
        seed: 1,
      }),
    ).rejects.toThrow('consistency is asked of nothing');
    disposeClassifier(classifier);
  });
});
