import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { subset } from '../../../main/learn/data/sample-source.ts';
import { seededUniform } from '../../../main/learn/data/seeded.ts';
import { dataKinds } from '../../../main/learn/data-kinds/registry.ts';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { cheapFeaturesOf } from '../../../main/learn/features/cheap-features.ts';
import { learnFrameCodes } from '../../../main/learn/features/frame-codes.ts';
import { compareClassifiers } from '../../../main/learn/finetune/compare.ts';
import type { Network } from '../../../main/learn/models/network.ts';
import { encoderFor } from '../../../main/learn/models/registry.ts';
import { frameOrders } from '../../../main/learn/pretext/frame-order.ts';
import { inOrder, takeFrames } from '../../../main/learn/pretext/frames.ts';
import { maskedFrames } from '../../../main/learn/pretext/masked-frames.ts';
import { playbackSpeed } from '../../../main/learn/pretext/playback-speed.ts';
import { pretextTaskNames, pretextTasks } from '../../../main/learn/pretext/registry.ts';
import { timeDirection } from '../../../main/learn/pretext/time-direction.ts';
import { pretrainConfig } from '../../../main/learn/pretrain/config.ts';
import { pretrain } from '../../../main/learn/pretrain/pretrain.ts';
import { saveClassifier } from '../../../main/training/saved-classifier.ts';
import { type ClassifierKindName, classifierKindsFor } from '../../../shared/classifier-kinds.ts';
import { blotchPictures, clipsInMemory, motions, movingPictures } from '../../support/clips.ts';
import { expectExported } from '../../support/exported-kinds.ts';

const side = 16;
const frames = 6;
const { source, labels } = movingPictures(blotchPictures(60, 32, 1), {
  count: 300,
  frames,
  side,
  seed: 3,
});
const videoTasks = pretextTaskNames.filter((name) => pretextTasks[name].kinds.includes('video'));
const motionTasks = ['frame-order', 'time-direction', 'playback-speed', 'masked-frames'] as const;

/** Clips `[2, 2, 2, frames · channels]` whose values say clip, frame and channel: 100 · clip + 10 · frame + channel. */
function numbered(count: number, channels: number): Tensor {
  const values = [0, 1].flatMap((clip) =>
    [0, 1, 2, 3].flatMap(() =>
      Array.from(
        { length: count * channels },
        (_, at) => 100 * clip + 10 * Math.floor(at / channels) + (at % channels),
      ),
    ),
  );
  return tf.tensor(values, [2, 2, 2, count * channels]);
}

describe('frames of clips', () => {
  test('are taken in any order, each clip its own, channels together', () => {
    tf.tidy(() => {
      const clips = numbered(3, 3);
      const order = tf.tensor2d(
        [
          [2, 0],
          [1, 1],
        ],
        [2, 2],
        'int32',
      ) as unknown as Tensor;
      const taken = takeFrames(clips, 3, order);
      expect(taken.shape).toEqual([2, 2, 2, 6]);
      const rows = taken.reshape([2, 4, 6]).arraySync() as number[][][];
      expect(rows[0]?.[0]).toEqual([20, 21, 22, 0, 1, 2]);
      expect(rows[1]?.[3]).toEqual([110, 111, 112, 110, 111, 112]);
      const reversed = inOrder(clips, 3, [2, 1, 0]).reshape([2, 4, 9]).arraySync() as number[][][];
      expect(reversed[1]?.[3]).toEqual([120, 121, 122, 110, 111, 112, 100, 101, 102]);
    });
  });

  test('have 12 orders of four parts, one of each pair that are each other’s reverse, as in the paper', () => {
    const orders = frameOrders(8);
    expect(orders).toHaveLength(12); // OPN, section 3.2: 4! / 2
    const both = [...orders, ...orders.map((order) => order.toReversed())];
    expect(new Set(both.map((order) => order.join())).size).toBe(24);
    for (const order of orders) {
      expect(order.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      // Parts stay whole.
      for (const even of [0, 2, 4, 6])
        expect(order.indexOf(even + 1)).toBe(order.indexOf(even) + 1);
    }
    expect(frameOrders(3)).toHaveLength(3);
  });

  test('are shown as tasks say: backwards, slow and fast from anywhere, half of them hidden', () => {
    const spec = { kind: 'video', frames: 4, height: 2, width: 2, channels: 1 } as const;
    tf.tidy(() => {
      const clips = numbered(4, 1);
      const rowOf = (shown: Tensor): number[] =>
        (shown.reshape([2, 4, 4]).arraySync() as number[][][])[1]?.[0] ?? [];
      const shownBy = (task: typeof timeDirection): number[][] =>
        task.examples?.(clips, new StepRandom(1, 1), spec).map(({ images }) => rowOf(images)) ?? [];
      expect(shownBy(timeDirection)).toEqual([
        [100, 110, 120, 130],
        [130, 120, 110, 100],
      ]);
      expect(shownBy(playbackSpeed)).toEqual([
        [110, 110, 120, 120],
        [100, 100, 120, 120],
      ]);
      const hidden = shownBy(maskedFrames)[1] ?? [];
      expect(hidden.filter((value) => value === 0.5)).toHaveLength(2);
    });
  });

  test.each([
    ['frame-order', 2],
    ['time-direction', 1],
    ['time-contrast', 1],
    ['playback-speed', 3],
    ['masked-frames', 1],
  ] as const)('too few for %s are refused in words', (name, count) => {
    const spec = { kind: 'video', frames: count, height: 16, width: 16, channels: 1 } as const;
    const encoder = encoderFor('small-conv', spec);
    expect(() => pretextTasks[name].build({ encoder, spec, seed: 1 })).toThrow(
      expect.objectContaining({
        code: 'bad-usage',
        message: expect.stringContaining(`these have ${count}`) as string,
      }),
    );
  });
});

test('clips backwards are others: what tells nothing apart guesses among both of each', () => {
  const clips = { kind: 'video', frames: 4, height: 16, width: 16, channels: 1 } as const;
  const encoder = encoderFor('small-conv', clips);
  const lossOf = (task: 'simclr' | 'time-contrast'): number => {
    const model = pretextTasks[task].build({ encoder, spec: clips, seed: 1 });
    const projector = model.networks[1];
    for (const { variable } of (projector as Network).parameters)
      variable.assign(tf.zerosLike(variable));
    const loss = tf.tidy(
      () =>
        model
          .loss(tf.ones([3, 16, 16, 4]) as Tensor, new StepRandom(1, 1), true)
          .loss.dataSync()[0],
    );
    expect(loss).toBeCloseTo(model.collapsedLoss?.(3) ?? Number.NaN, 5);
    for (const each of model.networks) each.dispose();
    return loss ?? Number.NaN;
  };
  expect(lossOf('simclr')).toBeCloseTo(Math.log(2 * 3 - 1), 5);
  expect(lossOf('time-contrast')).toBeCloseTo(Math.log(4 * 3 - 1), 5);
});

test('a view of a clip is one place and one light for all frames, and never a mirror image', () => {
  const uniform = seededUniform(8);
  // One picture in all frames, dark to the left and bright to the right.
  const still = Uint8Array.from({ length: 12 * 12 * 3 * 2 }, (_, at) => {
    const column = Math.floor(at / 6) % 12;
    return 60 + 10 * column + (at % 3) * 5;
  });
  const many = Uint8Array.from(
    { length: 20 * still.length },
    (_, at) => still[at % still.length] ?? 0,
  );
  const clips = clipsInMemory(many, { frames: 2, height: 12, width: 12, channels: 3 });
  const before = tf.memory().numTensors;
  for (const name of ['contrast', 'common', 'lesson', 'strong'] as const) {
    tf.tidy(() => {
      const samples = tf.tensor(Array.from(many), [20, 12, 12, 6]).div(255) as Tensor;
      const step = Math.floor(1000 * uniform());
      const seen = dataKinds.video.view(samples, name, new StepRandom(1, step), clips.spec);
      expect(seen.shape).toEqual(samples.shape);
      const [first, second] = tf.split(seen, 2, 3) as [Tensor, Tensor];
      expect(first.sub(second).abs().max().dataSync()[0]).toBeLessThan(1e-5);
      expect(seen.sub(samples).abs().max().dataSync()[0]).toBeGreaterThan(0.05);
      const [left, right] = tf.split(seen, 2, 2) as [Tensor, Tensor];
      const darker =
        right
          .mean([1, 2, 3])
          .sub(left.mean([1, 2, 3]))
          .min()
          .dataSync()[0] ?? -1;
      if (name !== 'strong') expect(darker, name).toBeGreaterThan(-0.01);
    });
  }
  expect(tf.memory().numTensors).toBe(before);
});

test('codes of clips: the mean frame does not know the order of frames, movement does', async () => {
  const before = tf.memory().numTensors;
  const few = subset(
    source,
    Int32Array.from({ length: 60 }, (_, i) => i),
  );
  const learnt = learnFrameCodes(few, 1);
  const backwards: typeof few = {
    ...few,
    readInto(index, target, offset) {
      const clip = new Uint8Array(side * side * frames);
      few.readInto(index, clip, 0);
      for (let at = 0; at < clip.length; at++) {
        const [place, frame] = [Math.floor(at / frames), at % frames];
        target[offset + at] = clip[place * frames + (frames - 1 - frame)] ?? 0;
      }
    },
  };
  const [forth, back] = [
    await cheapFeaturesOf(learnt, few),
    await cheapFeaturesOf(learnt, backwards),
  ];
  expect(tf.memory().numTensors).toBe(before);
  const half = 9 * 256;
  expect(forth.columns).toBe(2 * half);
  let [ofMean, ofMovement] = [0, 0];
  for (let at = 0; at < forth.values.length; at++) {
    const difference = Math.abs((forth.values[at] ?? 0) - (back.values[at] ?? 0));
    if (at % forth.columns < half) ofMean = Math.max(ofMean, difference);
    else ofMovement = Math.max(ofMovement, difference);
  }
  expect(ofMean).toBeLessThan(1e-3);
  expect(ofMovement).toBeGreaterThan(0.5);
});

describe('clips', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  const weights = path.join(dir, 'encoder.safetensors');

  test.each(videoTasks)('%s learns from them', async (method) => {
    const { lossFirst, lossLast, health, verdict } = await pretrain({
      config: pretrainConfig(
        method,
        { batchSize: 32, seed: 1, budget: { kind: 'steps', steps: 40 } },
        'video',
      ),
      source,
      known: null,
      checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
      // Measuring takes as long as many of these steps.
      measurements: { regular: 4, early: [] },
      ...(method === 'time-direction' ? { encoderFile: weights } : {}),
    });
    expect(lossLast).toBeLessThan(lossFirst);
    expect(health.effectiveRank).toBeGreaterThan(1);
    expect(verdict.state).not.toBe('collapsed');
  });

  test.each(motionTasks)('%s finds nothing to learn in clips that stand still', async (method) => {
    const still: typeof source = {
      ...source,
      readInto(index, target, offset) {
        source.readInto(index, target, offset);
        for (let at = 0; at < side * side * frames; at++) {
          target[offset + at] = target[offset + at - (at % frames)] ?? 0;
        }
      },
    };
    let last: Readonly<Record<string, number>> = {};
    const { lossLast } = await pretrain({
      config: pretrainConfig(
        method,
        { batchSize: 32, seed: 1, budget: { kind: 'steps', steps: 30 } },
        'video',
      ),
      source: still,
      known: null,
      checkpointFile: () => path.join(dir, 'still.safetensors'),
      measurements: { regular: 1, early: [] },
      hooks: {
        onStep: ({ metrics }) => {
          last = metrics;
        },
      },
    });
    // Nothing gives the answer away but the movement: the loss is that of a guess. Hidden frames can be copied.
    const ofGuess = {
      'frame-order': Math.log(12),
      'time-direction': Math.LN2,
      'playback-speed': Math.LN2,
    };
    if (method === 'masked-frames') return;
    expect(lossLast).toBeGreaterThan(0.97 * ofGuess[method]);
    expect(Object.keys(last).filter((name) => name.endsWith('_accuracy'))).toHaveLength(1);
  });

  test('are classified by every kind that is for video, and each is exported', async () => {
    expect(classifierKindsFor('video')).toContain('frame_codes');
    expect(classifierKindsFor('video')).not.toContain('patch_codes');
    const pool = subset(
      source,
      Int32Array.from({ length: 120 }, (_, i) => i),
    );
    const rest = Int32Array.from({ length: 60 }, (_, i) => 240 + i);
    const before = tf.memory().numTensors;
    const compared = async (kinds: readonly ClassifierKindName[], count: number) =>
      await compareClassifiers({
        encoder: 'small-conv',
        weights,
        pool,
        labelled: Int32Array.from({ length: count }, (_, i) => i),
        labels: labels.slice(0, count),
        classes: motions.length,
        kinds,
        test: { source: subset(source, rest), labels: labels.slice(240) },
        seed: 1,
        onTrained(kind, classifier) {
          saveClassifier(path.join(dir, `${kind}.safetensors`), classifier);
        },
      });
    const { scores } = await compared(['pixels', 'frame_codes', 'linear_probe'], 36);
    // Networks are trained in small batches here: how well is not what is looked at.
    await compared(['combined', 'fine_tuned'], 12);
    expect(tf.memory().numTensors).toBe(before);
    // By chance one in six; what is seen without its movement says little.
    for (const kind of ['frame_codes', 'linear_probe'] as const) {
      expect(scores?.[kind]?.accuracy, kind).toBeGreaterThan(0.24);
    }
    await expectExported(['pixels', 'frame_codes', 'fine_tuned', 'combined'], {
      dir,
      encoder: 'small-conv',
      classes: motions,
      pool,
      input: 'frames · channels',
    });
  });
});
