import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomPieces } from '../../../main/learn/augment/wave-pieces.ts';
import { subset } from '../../../main/learn/data/sample-source.ts';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { compareClassifiers } from '../../../main/learn/finetune/compare.ts';
import { bilinearContrast } from '../../../main/learn/losses/bilinear-contrast.ts';
import { pretextTaskNames, pretextTasks } from '../../../main/learn/pretext/registry.ts';
import { pretrainConfig } from '../../../main/learn/pretrain/config.ts';
import { pretrain } from '../../../main/learn/pretrain/pretrain.ts';
import { saveClassifier } from '../../../main/training/saved-classifier.ts';
import { classifierKindsFor } from '../../../shared/classifier-kinds.ts';
import { expectExported } from '../../support/exported-kinds.ts';
import { sweeps } from '../../support/wave-source.ts';

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
    const result = bilinearContrast(a as never, b as never);
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
      ...(method === 'simclr' ? { encoderFile: weights } : {}),
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
    const { encoder } = pretrainConfig('simclr', {}, 'audio');
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
