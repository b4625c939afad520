import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { corruptColumns } from '../../../main/learn/augment/corrupt-columns.ts';
import { subset } from '../../../main/learn/data/sample-source.ts';
import { seededUniform } from '../../../main/learn/data/seeded.ts';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { compareClassifiers } from '../../../main/learn/finetune/compare.ts';
import { encoderFor } from '../../../main/learn/models/registry.ts';
import { maskedFeatures } from '../../../main/learn/pretext/masked-features.ts';
import { pretextTaskNames, pretextTasks } from '../../../main/learn/pretext/registry.ts';
import { pretrainConfig } from '../../../main/learn/pretrain/config.ts';
import { pretrain } from '../../../main/learn/pretrain/pretrain.ts';
import { saveClassifier } from '../../../main/training/saved-classifier.ts';
import { classifierKindsFor } from '../../../shared/classifier-kinds.ts';
import type { SampleSpec } from '../../../shared/sample-spec.ts';
import { expectExported } from '../../support/exported-kinds.ts';
import { rowsInMemory } from '../../support/table-source.ts';

/** Rows of three columns: a number, a category of three, a number; the classes differ in the first and in the category. */
const groups = [1, 3, 1];
const count = 240;
const uniform = seededUniform(4);
const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
const table = rowsInMemory(
  Float32Array.from(
    Array.from(labels).flatMap((label) => {
      const category = Math.floor(uniform() * 1.999) + label;
      const isOf = (each: number): number => Number(category === each);
      return [3 * label - 1.5 + 2 * (uniform() - 0.5), isOf(0), isOf(1), isOf(2), uniform()];
    }),
  ),
  groups,
);
const tableTasks = pretextTaskNames.filter((name) => pretextTasks[name].kinds.includes('tables'));

test('columns are corrupted whole, with values of the same column, about as many as asked for', () => {
  const before = tf.memory().numTensors;
  const [rows, changed] = tf.tidy(() => {
    const all = tf.tensor2d(
      Array.from({ length: 400 }, (_, row) => [row, 1000 + row, 1000 + row, 5000 + row]),
    );
    const seen = corruptColumns(all as never, [1, 2, 1], 0.6, new StepRandom(1, 2));
    return [all.arraySync(), seen.arraySync() as number[][]];
  });
  expect(tf.memory().numTensors).toBe(before);
  const shares = [0, 1, 3].map(
    (column) => changed.filter((row, i) => row[column] !== rows[i]?.[column]).length / 400,
  );
  for (const share of shares) expect(Math.abs(share - 0.6)).toBeLessThan(0.1);
  for (const row of changed) {
    expect(row[0]).toBeLessThan(400);
    expect(row[1]).toBe(row[2]);
    expect(Math.floor((row[3] ?? 0) / 1000)).toBe(5);
  }
});

test('exchanged values are found out and mended: what goes together is learnt', () => {
  // Two columns that are always equal, one that says nothing.
  const spec: SampleSpec = { kind: 'tables', groups: [1, 1, 1] };
  const model = maskedFeatures.build({ encoder: encoderFor('mlp', spec), spec, seed: 1 });
  const random = seededUniform(7);
  const rows = tf.tensor2d(
    Array.from({ length: 256 }, () => {
      const value = 2 * random() - 1;
      return [value, value, 2 * random() - 1];
    }),
  ) as unknown as Tensor;
  const optimizer = tf.train.adam(0.01);
  const variables = model.networks
    .flatMap((each) => each.parameters)
    .flatMap(({ trainable, variable }) => (trainable ? [variable] : []));
  for (let step = 0; step < 150; step++) {
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        () => model.loss(rows, new StepRandom(1, step), true).loss as never,
        variables as never,
      );
      value.dispose();
      optimizer.applyGradients(grads as never);
    });
  }
  const { metrics } = model.loss(rows, new StepRandom(2, 1), false);
  // One of the twins is another row's in half of all rows, and which of them cannot be told; that they differ can.
  expect(metrics['column_accuracy']?.dataSync()[0]).toBeGreaterThan(0.72);
  const guess = model.guess?.(rows, new StepRandom(2, 1)) ?? [];
  expect(guess.map(({ caption }) => caption)).toEqual(['original', 'hidden', 'filled in']);
  const [original, hidden, filled] = guess.map(({ images }) => images as Tensor) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const errorOf = (guessed: Tensor): number =>
    guessed.sub(original).slice([0, 0], [-1, 2]).square().mean().dataSync()[0] ?? 0;
  expect(errorOf(filled)).toBeLessThan(0.5 * errorOf(hidden));
  // What was not exchanged stays as it is.
  const stays = hidden.equal(original).logicalAnd(filled.notEqual(original)).sum().dataSync()[0];
  expect(stays).toBeLessThan(3);
  optimizer.dispose();
});

describe('a table', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  const weights = path.join(dir, 'encoder.safetensors');
  const config = pretrainConfig(
    'simclr',
    { batchSize: 32, seed: 1, budget: { kind: 'steps', steps: 60 } },
    'tables',
  );

  test.each(tableTasks)('%s learns from its rows', async (method) => {
    const { lossFirst, lossLast, health } = await pretrain({
      config: { ...config, method },
      source: table,
      known: null,
      checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
      ...(method === 'simclr' ? { encoderFile: weights } : {}),
    });
    expect(lossLast).toBeLessThan(lossFirst);
    expect(health.effectiveRank).toBeGreaterThan(1);
  });

  test('is classified by every kind that is for tables, and each is exported', async () => {
    const kinds = classifierKindsFor('tables').filter((kind) => kind !== 'self_trained');
    expect(kinds).toContain('columns');
    expect(kinds).not.toContain('pixels');
    const pool = subset(
      table,
      Int32Array.from({ length: 160 }, (_, i) => i),
    );
    const rest = Int32Array.from({ length: 80 }, (_, i) => 160 + i);
    const files: string[] = [];
    const before = tf.memory().numTensors;
    const { scores } = await compareClassifiers({
      encoder: config.encoder,
      weights,
      pool,
      labelled: Int32Array.from({ length: 20 }, (_, i) => i),
      labels: labels.slice(0, 20),
      classes: 2,
      kinds,
      test: { source: subset(table, rest), labels: labels.slice(160) },
      seed: 1,
      onTrained(kind, classifier) {
        files.push(kind);
        saveClassifier(path.join(dir, `${kind}.safetensors`), classifier);
      },
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(files).toEqual(kinds);
    for (const kind of kinds) expect(scores?.[kind]?.accuracy, kind).toBeGreaterThan(0.8);
    await expectExported(['columns', 'boosted_trees', 'fine_tuned', 'combined'], {
      dir,
      encoder: config.encoder,
      classes: ['a', 'b'],
      pool,
      input: '[batch, features]',
    });
  });
});
