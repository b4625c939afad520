import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { SampleSource } from '../../../main/learn/data/sample-source.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { optimizerNames } from '../../../main/learn/optimizers/registry.ts';
import { type Method, methodNamed, taskOf } from '../../../main/learn/pretext/method.ts';
import { encodersFor } from '../../../main/learn/pretext/needs.ts';
import { pretextTaskNames } from '../../../main/learn/pretext/registry.ts';
import { pretrainConfig } from '../../../main/learn/pretrain/config.ts';
import {
  type PretrainHooks,
  type PretrainRequest,
  type PretrainResult,
  pretrain,
  type StepReport,
} from '../../../main/learn/pretrain/pretrain.ts';
import { barImages, barsFor } from '../../support/images.ts';

const { labels } = barImages(160);
const known = {
  indices: Int32Array.from({ length: 40 }, (_, i) => i),
  labels: labels.slice(0, 40),
  classes: 2,
};

/** At the end alone: measuring takes as long as many of these steps. */
const once = { regular: 1, early: [] };

interface Attempt {
  losses: number[];
  result: PretrainResult;
  dir: string;
}

async function attempt(
  method: Method,
  steps: number,
  more: {
    hooks?: PretrainHooks;
    onStep?: (report: StepReport) => void;
    resumeFrom?: string;
    choices?: object;
    dir?: string;
    source?: SampleSource;
    measurements?: PretrainRequest['measurements'];
  } = {},
): Promise<Attempt> {
  const losses: number[] = [];
  const dir = more.dir ?? mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  const result = await pretrain({
    config: pretrainConfig(method, {
      batchSize: 16,
      seed: 3,
      budget: { kind: 'steps', steps },
      ...more.choices,
    }),
    source: more.source ?? barsFor(method, 160, 16).source,
    known: more.source === undefined ? known : null,
    checkpointFile: (step) => path.join(dir, `${step}.safetensors`),
    resumeFrom: more.resumeFrom,
    ...('measurements' in more ? {} : { measurements: once }),
    hooks: {
      ...more.hooks,
      onStep: (report) => {
        losses.push(report.loss);
        more.onStep?.(report);
      },
    },
  });
  return { losses, result, dir };
}

test.each([...pretextTaskNames, methodNamed('simclr:0.7+rotation:0.3')])(
  '%s: the loss falls, and the same seed gives the same curve',
  async (method) => {
    const first = await attempt(method, 25);
    const second = await attempt(method, 25);
    expect(second.losses).toEqual(first.losses);
    expect(first.result.lossLast).toBeLessThan(first.losses[0] ?? 0);
    expect(first.result.health.knn).not.toBeNull();
  },
);

// DINO and BYOL keep networks that follow others, and DINO a centre besides.
const resumable: [string, Method, object][] = [
  ...optimizerNames.map((optimizer): (typeof resumable)[number] => [
    optimizer,
    'simclr',
    { optimizer, learningRate: 1e-3 },
  ]),
  ['byol', 'byol', {}],
  ['dino', 'dino', {}],
  // Its first words come from the data.
  ['patch-codes', 'patch-codes', {}],
  ['minutes that passes end', 'simclr', { budget: { kind: 'minutes', minutes: 30, passes: 1.2 } }],
];

test.each(resumable)(
  '%s: a run stopped and resumed ends with the very same weights',
  async (_, method, choices) => {
    const whole = await attempt(method, 12, { choices });
    let steps = 0;
    const between = (): Promise<'continue' | 'stop'> =>
      Promise.resolve(steps++ < 5 ? 'continue' : 'stop');
    const part = await attempt(method, 12, { choices, hooks: { between } });
    expect(part.result.status).toBe('stopped');
    expect(part.result.steps).toBe(5);
    const rest = await attempt(method, 12, {
      choices,
      resumeFrom: part.result.checkpoint,
      dir: part.dir,
    });
    expect([...part.losses, ...rest.losses]).toEqual(whole.losses);
    const data = (file: string): Buffer => {
      const bytes = readFileSync(file);
      return bytes.subarray(8 + Number(bytes.readBigUInt64LE(0)));
    };
    expect(data(rest.result.checkpoint).equals(data(whole.result.checkpoint))).toBe(true);
  },
);

test('whichever of time and passes is over first ends a run, and says how much is left', async () => {
  const left: number[] = [];
  const told: number[] = [];
  const taken: number[] = [];
  const onStep = ({ secondsLeft, seconds, progress }: StepReport): void => {
    left.push(secondsLeft);
    taken.push(seconds);
    told.push(progress);
  };
  // Ten steps a pass.
  const byPasses = await attempt('simclr', 0, {
    choices: { budget: { kind: 'minutes', minutes: 30, passes: 2 } },
    onStep,
  });
  expect(byPasses.result.steps).toBe(20);
  expect(told[4]).toBeCloseTo(0.25);
  expect(left.at(-1)).toBe(0);
  // The first step's time, in which the graph was made, is not taken for that of the others.
  expect(left[2]).toBeLessThan((0.7 * 17 * (taken[2] ?? 0)) / 3);
  expect(Math.max(...left)).toBeLessThan(1800 - byPasses.result.seconds);
  const byTime = await attempt('simclr', 0, {
    choices: { budget: { kind: 'minutes', minutes: 0.01, passes: 1e6 } },
    onStep,
  });
  expect(byTime.result.seconds).toBeGreaterThanOrEqual(0.6);
  expect(byTime.result.steps).toBeLessThan(1000);
});

test('two tasks at once are resumed with the heads of both, and both losses are told', async () => {
  const method = methodNamed('rotation+jigsaw', 0.25);
  expect(method).toBe('rotation:0.25+jigsaw:0.75');
  const metrics: Record<string, number>[] = [];
  const whole = await attempt(method, 8, {
    onStep: (report) => {
      metrics.push(report.metrics);
    },
  });
  for (const [step, { rotation_loss: a, jigsaw_loss: b }] of metrics.entries()) {
    expect(0.25 * (a ?? 0) + 0.75 * (b ?? 0)).toBeCloseTo(whole.losses[step] ?? 0, 4);
  }
  expect(Object.keys(metrics[0] ?? {}).sort()).toEqual(
    ['jigsaw_accuracy', 'jigsaw_loss', 'rotation_accuracy', 'rotation_loss'].sort(),
  );
  let steps = 0;
  const between = (): Promise<'continue' | 'stop'> =>
    Promise.resolve(steps++ < 4 ? 'continue' : 'stop');
  const part = await attempt(method, 8, { hooks: { between } });
  const rest = await attempt(method, 8, { resumeFrom: part.result.checkpoint, dir: part.dir });
  expect([...part.losses, ...rest.losses]).toEqual(whole.losses);
});

test('the first loss is of the first steps of the run, however often it was resumed', async () => {
  const stopAfter = (count: number) => {
    let steps = 0;
    return {
      between: (): Promise<'continue' | 'stop'> =>
        Promise.resolve(steps++ < count ? 'continue' : 'stop'),
    };
  };
  const whole = await attempt('rotation', 40);
  const first = await attempt('rotation', 40, { hooks: stopAfter(5) });
  const second = await attempt('rotation', 40, {
    hooks: stopAfter(25),
    resumeFrom: first.result.checkpoint,
    dir: first.dir,
  });
  const third = await attempt('rotation', 40, {
    resumeFrom: second.result.checkpoint,
    dir: first.dir,
  });
  expect(third.result.steps).toBe(40);
  expect(third.result.lossFirst).toBe(whole.result.lossFirst);
  expect(third.result.lossLast).toBe(whole.result.lossLast);
  // Finished, and given more time.
  const longer = await attempt('rotation', 60, {
    resumeFrom: third.result.checkpoint,
    dir: first.dir,
  });
  expect(longer.result.lossFirst).toBe(whole.result.lossFirst);
});

/** That any task can train. */
const common = encodersFor(taskOf('rotation'));

test.each(common)('%s learns without leaving tensors behind', async (encoder) => {
  const { source: few } = barImages(24, 16);
  await attempt('rotation', 1, { choices: { encoder }, source: few });
  const before = tf.memory().numTensors;
  await attempt('rotation', 2, { choices: { encoder }, source: few });
  expect(tf.memory().numTensors).toBe(before);
});

const others = ['dino', 'byol', 'patch-codes'] as const;

test('dino, byol and patch codes leave no tensors behind either', async () => {
  const { source: few } = barImages(24, 16);
  for (const method of others) await attempt(method, 1, { source: few });
  const before = tf.memory().numTensors;
  for (const method of others) await attempt(method, 2, { source: few });
  expect(tf.memory().numTensors).toBe(before);
});

test('health is also measured soon after the start of a long run, stopped and resumed or not', async () => {
  const measured: number[] = [];
  const until = (last: number, resumeFrom?: string) => {
    let step = 0;
    return attempt('inpainting', 100_000, {
      ...(resumeFrom === undefined ? {} : { resumeFrom }),
      source: barImages(32, 8).source,
      measurements: undefined, // those of the app
      hooks: {
        onHealth: (report) => measured.push(report.step),
        between: () => Promise.resolve(step++ < last ? 'continue' : 'stop'),
      },
    });
  };
  const first = await until(70);
  await until(40, first.result.checkpoint);
  // 70 and 110 are where it was stopped.
  expect(measured).toEqual([50, 70, 100, 110]);
});

test('a loss that is no number ends the run with a plain error', async () => {
  const run = attempt('simclr', 30, { choices: { optimizer: 'sgd', learningRate: 1e30 } });
  await expect(run).rejects.toMatchObject({ code: 'training-failed' });
});
