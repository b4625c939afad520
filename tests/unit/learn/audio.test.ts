import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomPieces } from '../../../main/learn/augment/wave-pieces.ts';
import { type SampleSource, subset } from '../../../main/learn/data/sample-source.ts';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { knnProbe } from '../../../main/learn/evaluate/knn.ts';
import { compareClassifiers } from '../../../main/learn/finetune/compare.ts';
import { embedSamples } from '../../../main/learn/finetune/embed.ts';
import { findOwnRow } from '../../../main/learn/losses/find-own-row.ts';
import { encoderFor } from '../../../main/learn/models/registry.ts';
import { pretextTaskNames, pretextTasks } from '../../../main/learn/pretext/registry.ts';
import { pretrainConfig } from '../../../main/learn/pretrain/config.ts';
import {
  type PretrainRequest,
  pretrain,
  type StepReport,
} from '../../../main/learn/pretrain/pretrain.ts';
import { readEncoder } from '../../../main/learn/pretrain/read-encoder.ts';
import { verdictOf } from '../../../main/learn/pretrain/verdict.ts';
import { saveClassifier } from '../../../main/training/saved-classifier.ts';
import { classifierKindsFor } from '../../../shared/classifier-kinds.ts';
import { expectExported } from '../../support/exported-kinds.ts';
import { sweeps, voices } from '../../support/wave-source.ts';

/** Measuring takes as long as many of these steps. */
const atTheEnd = { regular: 1, early: [] };
const audioTasks = pretextTaskNames.filter((name) => pretextTasks[name].kinds.includes('audio'));

test('pieces are cut whole, each from its own recording, from all places', () => {
  const before = tf.memory().numTensors;
  const pieces = tf.tidy(() => {
    const rows = tf.range(0, 200).reshape([200, 1]).mul(100).add(tf.range(0, 10));
    return randomPieces(rows as never, 4, new StepRandom(1, 2)).arraySync() as number[][];
  });
  expect(tf.memory().numTensors).toBe(before);
  const begins = pieces.map((piece, row) => (piece[0] ?? 0) - 100 * row);
  expect([...new Set(begins)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  for (const [row, piece] of pieces.entries()) {
    expect(piece).toEqual([0, 1, 2, 3].map((n) => 100 * row + (begins[row] ?? 0) + n));
  }
});

test('the loss of COLA is what scipy’s log-softmax of the products gives', () => {
  // scipy 1.17.1: −mean of the diagonal of scipy.special.log_softmax(a @ b.T, axis=1)
  const { loss, accuracy } = tf.tidy(() => {
    const a = tf.tensor2d([0.5, -1, 2, 0.25, 1, -0.5], [3, 2]);
    const b = tf.tensor2d([1, -0.5, 0.5, 1.5, -1, 0.5], [3, 2]);
    const result = findOwnRow(a as never, b as never);
    return { loss: result.loss.dataSync()[0], accuracy: result.accuracy.dataSync()[0] };
  });
  expect(loss).toBeCloseTo(1.3235604, 5);
  expect(accuracy).toBeCloseTo(1 / 3, 6);
});

describe('recordings', () => {
  const { source, labels } = sweeps(160);
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  const weights = path.join(dir, 'encoder.safetensors');
  const budget = { kind: 'steps', steps: 25 } as const;

  test.each(audioTasks)('%s learns from them', async (method) => {
    const { lossFirst, lossLast, health } = await pretrain({
      config: pretrainConfig(method, { batchSize: 16, seed: 1, budget }, 'audio'),
      source,
      known: null,
      checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
      measurements: atTheEnd,
      ...(method === 'recording' ? { encoderFile: weights } : {}),
    });
    expect(lossLast).toBeLessThan(lossFirst);
    expect(health.effectiveRank).toBeGreaterThan(1);
  });

  test('are classified beside their baseline, and each is exported', async () => {
    const all = classifierKindsFor('audio');
    expect(all).toContain('mfcc');
    for (const other of ['pixels', 'patch_codes', 'columns'] as const) {
      expect(all).not.toContain(other);
    }
    const kinds = ['mfcc', 'linear_probe', 'combined'] as const;
    const indices = (from: number, count: number) =>
      Int32Array.from({ length: count }, (_, i) => from + i);
    const pool = subset(source, indices(0, 120));
    const files: string[] = [];
    const before = tf.memory().numTensors;
    const { encoder } = pretrainConfig('recording', {}, 'audio');
    const { scores } = await compareClassifiers({
      encoder,
      weights,
      pool,
      labelled: indices(0, 20),
      labels: labels.slice(0, 20),
      classes: 2,
      kinds,
      test: { source: subset(source, indices(120, 40)), labels: labels.slice(120) },
      seed: 1,
      onTrained(kind, classifier) {
        files.push(kind);
        saveClassifier(path.join(dir, `${kind}.safetensors`), classifier);
      },
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(files).toEqual(kinds);
    for (const kind of kinds) expect(scores?.[kind]?.accuracy, kind).toBeGreaterThan(0.7);
    await expectExported(['mfcc', 'combined'], {
      dir,
      encoder,
      classes: ['up', 'down'],
      pool,
    });
  });
});

describe('which recording a clip comes from', () => {
  const { source, labels } = voices(24, 5);
  const budget = { kind: 'steps', steps: 30 } as const;
  const config = pretrainConfig('recording', { batchSize: 24, seed: 1, budget }, 'audio');
  const attempt = async (given: SampleSource, more: Partial<PretrainRequest> = {}) => {
    const metrics: StepReport[] = [];
    const folder = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
    const result = await pretrain({
      config,
      source: given,
      known: null,
      checkpointFile: (step) => path.join(folder, `${step}.safetensors`),
      hooks: { onStep: (report) => metrics.push(report) },
      ...more,
    });
    return { ...result, metrics };
  };

  test('is learnt, and what is learnt knows voices that were not trained on', async () => {
    const encoderFile = path.join(mkdtempSync(path.join(tmpdir(), 'pretext-test-')), 'encoder');
    const training = subset(
      source,
      Array.from({ length: 80 }, (_, i) => i),
    );
    const { lossFirst, lossLast, metrics, verdict } = await attempt(training, { encoderFile });
    expect(lossLast).toBeLessThan(0.8 * lossFirst);
    expect(metrics.at(-1)?.metrics['recording_accuracy']).toBeGreaterThan(0.9);
    expect(verdict.state).toBe('learning');
    const encoder = readEncoder(encoderFile, config.encoder, source.spec);
    const others = subset(
      source,
      Array.from({ length: 40 }, (_, i) => 80 + i),
    );
    const embeddings = await embedSamples(encoder, others);
    // Eight voices; by chance 4 of 39.
    const known = labels.slice(80).map((label) => label - 16);
    expect(knnProbe(embeddings, known, 8)).toBeGreaterThan(0.6);
    encoder.dispose();
  });

  test('one graph gives the losses of single operations, and a resumed run those of a whole one', async () => {
    const steps = { kind: 'steps', steps: 8 } as const;
    const slow = { ...config, learningRate: 2e-5, budget: steps };
    const losses = ({ metrics }: { metrics: StepReport[] }) => metrics.map(({ loss }) => loss);
    const whole = losses(await attempt(source, { config: slow, measurements: atTheEnd }));
    const eager = losses(
      await attempt(source, { config: slow, eager: true, measurements: atTheEnd }),
    );
    for (const [step, loss] of whole.entries()) expect(loss).toBeCloseTo(eager[step] ?? 0, 3);
    let asked = 0;
    const seen: number[] = [];
    const part = await attempt(source, {
      config: slow,
      measurements: atTheEnd,
      hooks: {
        onStep: ({ loss }) => seen.push(loss),
        between: () => Promise.resolve(asked++ < 3 ? 'continue' : 'stop'),
      },
    });
    const rest = await attempt(source, {
      config: slow,
      resumeFrom: part.checkpoint,
      measurements: atTheEnd,
    });
    expect([...seen, ...losses(rest)]).toEqual(whole);
  });

  test('clips that all sound alike are seen to have collapsed', () => {
    const { spec } = source;
    const encoder = encoderFor(config.encoder, spec);
    const model = pretextTasks.recording.build({ encoder, spec, seed: 1 });
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const silence = tf.zeros([16, 2000]) as unknown as Tensor;
      const { loss } = model.loss(silence, new StepRandom(1, 0), false);
      const collapsedLoss = model.collapsedLoss?.(16) ?? Number.NaN;
      expect(loss.dataSync()[0]).toBeCloseTo(collapsedLoss, 4);
      const outputSpread = model.spread?.(silence).dataSync()[0] ?? Number.NaN;
      const health = { heldOutLoss: null, embeddingStd: 1, effectiveRank: 20, outputSpread };
      const history = [0.5, 1].map((progress) => ({ progress, loss: collapsedLoss, ...health }));
      expect(verdictOf(history, { collapsedLoss }).state).toBe('collapsed');
    });
    expect(tf.memory().numTensors).toBe(before);
    for (const network of model.networks) network.dispose();
  });

  test('clips of one file alone are refused, and files of one clip are not', async () => {
    const all = Array.from({ length: 40 }, (_, i) => i);
    const one = { ...subset(source, all), fileOf: new Int32Array(40) };
    await expect(attempt(one)).rejects.toThrow(/compares files .* all 40 clips were cut from one/);
    const { fileOf: _, ...alone } = subset(source, all);
    const short = { ...config, budget: { kind: 'steps', steps: 2 } as const };
    expect((await attempt(alone, { config: short })).status).toBe('finished');
  });
});
