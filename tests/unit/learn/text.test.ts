import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { packTokens } from '../../../main/ingest/text/tokenizer/pack-tokens.ts';
import { cropText } from '../../../main/learn/augment/crop-text.ts';
import { dropout } from '../../../main/learn/augment/dropout.ts';
import { readBatch } from '../../../main/learn/data/read-batch.ts';
import { subset } from '../../../main/learn/data/sample-source.ts';
import { dataKinds } from '../../../main/learn/data-kinds/registry.ts';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { exporters, exportFormats } from '../../../main/learn/export/registry.ts';
import { exportVerified } from '../../../main/learn/export/verify.ts';
import { cheapFeaturesOf } from '../../../main/learn/features/cheap-features.ts';
import { inverseDocumentFrequencies, learnTfIdf } from '../../../main/learn/features/tf-idf.ts';
import { ImageClassifier } from '../../../main/learn/finetune/classifier.ts';
import { compareClassifiers } from '../../../main/learn/finetune/compare.ts';
import { disposeClassifier } from '../../../main/learn/finetune/stages.ts';
import { findOwnRow } from '../../../main/learn/losses/find-own-row.ts';
import { l2Normalize } from '../../../main/learn/losses/l2-normalize.ts';
import {
  weightedAccuracy,
  weightedCrossEntropy,
} from '../../../main/learn/losses/weighted-cross-entropy.ts';
import { GraphBuilder, graphInput } from '../../../main/learn/models/graph.ts';
import { Network } from '../../../main/learn/models/network.ts';
import { encoderFor, encodersOf } from '../../../main/learn/models/registry.ts';
import { taskOf } from '../../../main/learn/pretext/method.ts';
import { encodersFor } from '../../../main/learn/pretext/needs.ts';
import { pretextTaskNames, pretextTasks } from '../../../main/learn/pretext/registry.ts';
import { pretrainConfig } from '../../../main/learn/pretrain/config.ts';
import { pretrain } from '../../../main/learn/pretrain/pretrain.ts';
import { saveClassifier } from '../../../main/training/saved-classifier.ts';
import { classifierKindsFor } from '../../../shared/classifier-kinds.ts';
import { bosId, maskId, padId } from '../../../shared/special-tokens.ts';
import { expectClose, tensorOf } from '../../support/close.ts';
import { expectExported } from '../../support/exported-kinds.ts';
import { textsInMemory, wordTexts } from '../../support/word-texts.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const spec = { kind: 'text', length: 8, vocabulary: 11 } as const;
const int = (rows: number[][]): Tensor =>
  tf.tensor2d(rows, undefined, 'int32') as unknown as Tensor;

describe('TF-IDF', () => {
  const documents = [
    [3, 4, 4, 5, 6],
    [4, 4, 4, 7],
    [8, 3, 8, 3, 8],
    [5, 9, 9, 9, 9, 3],
  ];
  /** scikit-learn 1.7: TfidfVectorizer(sublinear_tf=True, token_pattern=r'\S+', vocabulary=3…10) of the documents as words. */
  const idf = [1.223144, 1.510826, 1.510826, 1.916291, 1.916291, 1.916291, 1.916291, 2.609438];
  const features = [
    [0.326964, 0.683803, 0.403865, 0.512252, 0, 0, 0, 0],
    [0, 0.855832, 0, 0, 0.517254, 0, 0, 0],
    [0.457826, 0, 0, 0, 0, 0.889042, 0, 0],
    [0.246162, 0, 0.304059, 0, 0, 0, 0.9203, 0],
  ];
  const source = textsInMemory(
    documents.map((tokens) => packTokens(tokens, 8)),
    11,
  );

  test("weights and features are scikit-learn's, special tokens count nothing", async () => {
    expectClose(inverseDocumentFrequencies(source, 11), [0, 0, 0, ...idf], 1e-5);
    const found = await cheapFeaturesOf(learnTfIdf(source, 1), source);
    expect([found.rows, found.columns]).toEqual([4, 11]);
    expectClose(
      found.values,
      features.map((row) => [0, 0, 0, ...row]),
      1e-5,
    );
  });

  test('many texts, which TensorFlow counts, have the features of few', async () => {
    const many = subset(
      source,
      Array.from({ length: 40 }, (_, i) => i % 4),
    );
    const found = await cheapFeaturesOf(learnTfIdf(source, 1), many);
    expectClose(
      found.values,
      Array.from({ length: 40 }, (_, i) => [0, 0, 0, ...(features[i % 4] ?? [])]),
      1e-5,
    );
  });
});

test("the weighted cross-entropy is scikit-learn's log_loss with sample weights", () => {
  const logits = tensorOf([
    [0.5, -1, 2],
    [1.5, 0.3, -0.7],
    [-0.2, 0.1, 0.9],
    [2.2, -1.4, 0],
  ]);
  const classes = tf.tensor1d([2, 1, 0, 0], 'int32') as unknown as Tensor;
  const weights = tensorOf([1, 0, 0.5, 2]);
  // sklearn.metrics.log_loss(y, softmax(logits), sample_weight=[1, 0, 0.5, 2])
  expectClose(weightedCrossEntropy(logits, classes, weights), 0.3825723532, 1e-5);
  expectClose(weightedAccuracy(logits, classes, weights), 3 / 3.5, 1e-5);
  expectClose(weightedCrossEntropy(logits, classes, tf.zeros([4]) as Tensor), 0, 1e-9);
});

test('the loss of SimCSE is what the softmax of cosines by 0.05 gives', () => {
  // numpy 2: −mean of the diagonal of log-softmax(cos(a, b) / 0.05), the reference code's similarity and temperature
  const { loss, accuracy } = tf.tidy(() => {
    const rows = (values: number[][]): Tensor => l2Normalize(tensorOf(values));
    const a = rows([
      [0.5, -1, 2],
      [1.5, 0.3, -0.7],
      [-0.2, 0.1, 0.9],
    ]);
    const b = rows([
      [0.4, -0.8, 1],
      [2, 0.5, 0.5],
      [0.5, -0.5, 1],
    ]);
    const result = findOwnRow(a.div(0.05), b);
    return { loss: result.loss.dataSync()[0], accuracy: result.accuracy.dataSync()[0] };
  });
  expect(loss).toBeCloseTo(0.324374, 5);
  expect(accuracy).toBeCloseTo(2 / 3, 6);
});

test('dropped features are others each time, a tenth of them, and the mean stays', () => {
  const [first, again, other] = tf.tidy(() =>
    [1, 1, 2].map((step) => {
      const values = tf.ones([100, 50]) as Tensor;
      return Array.from(dropout(values, 0.1, new StepRandom(3, step)).dataSync());
    }),
  ) as [number[], number[], number[]];
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  expect(new Set(first.map((each) => each.toFixed(4)))).toEqual(new Set(['0.0000', '1.1111']));
  const zeros = first.filter((each) => each === 0).length / first.length;
  expect(zeros).toBeGreaterThan(0.08);
  expect(zeros).toBeLessThan(0.12);
});

describe('a view of a text', () => {
  const rows = Array.from({ length: 300 }, (_, i) =>
    Array.from(
      packTokens(
        Array.from({ length: 1 + (i % 19) }, (__, at) => 3 + at),
        20,
      ),
    ),
  );

  test('is a run of its words, as long as was asked for at least', () => {
    const cropped = tf.tidy(
      () => cropText(int(rows), 0.5, new StepRandom(1, 0)).arraySync() as number[][],
    );
    const begins = new Set<number>();
    for (const [i, row] of cropped.entries()) {
      const words = row.slice(1).filter((token) => token !== padId);
      expect(row[0]).toBe(bosId);
      expect(row.slice(1, words.length + 1)).toEqual(words);
      expect(words).toEqual(words.map((_, at) => (words[0] ?? 0) + at));
      const all = 1 + (i % 19);
      expect(words.length).toBeGreaterThanOrEqual(Math.ceil(all / 2));
      expect(words.at(-1)).toBeLessThan(3 + all);
      begins.add(words[0] ?? 0);
    }
    // Not always the beginning.
    expect(begins.size).toBeGreaterThan(5);
  });

  test('hides words alone, and is the same for the same step', () => {
    const before = tf.memory().numTensors;
    const view = (): number[][] =>
      tf.tidy(() => {
        const seen = dataKinds.text.view(int(rows), 'strong', new StepRandom(2, 3), spec);
        return seen.arraySync() as number[][];
      });
    const seen = view();
    expect(view()).toEqual(seen);
    expect(tf.memory().numTensors).toBe(before);
    const tokens = seen.flatMap((row) => row.slice(1)).filter((token) => token !== padId);
    const hidden = tokens.filter((token) => token === maskId).length / tokens.length;
    expect(hidden).toBeGreaterThan(0.25);
    expect(hidden).toBeLessThan(0.35);
    expect(seen.every(([first]) => first === bosId)).toBe(true);
  });
});

describe('layers of words', () => {
  const texts = [
    [2, 5, 6, 7, 0, 0],
    [2, 9, 3, 3, 8, 4],
  ];

  test('a mean of tokens, counted or one by one, leaves filling out', () => {
    const graph = new GraphBuilder([6]);
    graph.add('tokenMean', 'mean', [graphInput], { vocabulary: 11, features: 3 });
    const network = new Network('mean', graph.build(), 1);
    const table = network.parameterOf('mean', 'table').arraySync() as number[][];
    const scale = Math.sqrt(11 * 6);
    const wanted = texts.map((text) => {
      const words = text.filter((token) => token !== padId);
      return [0, 1, 2].map(
        (at) =>
          scale * (words.reduce((sum, token) => sum + (table[token]?.[at] ?? 0), 0) / words.length),
      );
    });
    tf.tidy(() => {
      expectClose(network.apply(int(texts), true), wanted, 1e-6);
      const many = Array.from({ length: 10 }, (_, i) => texts[i % 2] ?? []);
      const all = Array.from({ length: 10 }, (_, i) => wanted[i % 2] ?? []);
      expectClose(network.apply(int(many), true), all, 1e-6);
      // The gradient of the table, too: one way's against the other's.
      const gradient = (rows: number[][]): number[] => {
        const { grads } = tf.variableGrads(
          () => network.apply(int(rows), true).square().sum() as never,
        );
        return Array.from(Object.values(grads)[0]?.dataSync() ?? []);
      };
      const ten = gradient(many);
      expectClose(
        ten,
        gradient(texts).map((each) => 5 * each),
        1e-5,
      );
    });
    network.dispose();
  });

  const attention = (causal: boolean): Network => {
    const graph = new GraphBuilder([6]);
    const words = graph.add('tokenEmbedding', 'words', [graphInput], {
      vocabulary: 11,
      features: 8,
    });
    graph.add('textAttention', 'seen', [words, graphInput], { heads: 2, causal });
    return new Network('attention', graph.build(), 3);
  };
  const wordsOf = (network: Network, rows: number[][]): number[][][] =>
    tf.tidy(() => network.apply(int(rows), false).arraySync() as number[][][]);

  test('attention over a text without filling is that over any tokens', () => {
    const network = attention(false);
    const plain = new GraphBuilder([6, 8]);
    plain.add('attention', 'seen', [graphInput], { heads: 2 });
    const other = new Network('attention', plain.build(), 3);
    other.copyFrom(network);
    tf.tidy(() => {
      const full = int([[2, 9, 3, 3, 8, 4]]);
      const [words] = network.apply(full, false, ['words']) as [Tensor];
      const wanted = other.apply(words, false);
      expectClose(network.apply(full, false), Array.from(wanted.dataSync()), 1e-6);
    });
    network.dispose();
    other.dispose();
  });

  test('what fills a text up is not seen, nor, left to right, what comes later', () => {
    for (const causal of [false, true]) {
      const network = attention(causal);
      const [short] = wordsOf(network, [[2, 5, 6, 7, 0, 0]]);
      // The table's row of filling may be anything.
      tf.tidy(() => {
        const table = network.parameterOf('words', 'table');
        const filling = tf
          .oneHot(tf.tensor1d([padId], 'int32'), 11)
          .reshape([11, 1])
          .mul(9);
        table.assign(table.add(filling) as never);
      });
      const [again] = wordsOf(network, [[2, 5, 6, 7, 0, 0]]);
      expectClose((again ?? []).slice(0, 4).flat(), (short ?? []).slice(0, 4).flat(), 1e-6);
      const [other] = wordsOf(network, [[2, 5, 6, 9, 10, 3]]);
      const difference = Math.max(
        ...[0, 1, 2].flatMap((at) =>
          (other?.[at] ?? []).map((value, i) => Math.abs(value - (short?.[at]?.[i] ?? 0))),
        ),
      );
      if (causal) expect(difference).toBeLessThan(1e-6);
      else expect(difference).toBeGreaterThan(1e-4);
      network.dispose();
    }
  });
});

const textTasks = pretextTaskNames.filter((name) => pretextTasks[name].kinds.includes('text'));

describe('tasks on texts', () => {
  test('each has encoders that read as it needs', () => {
    expect(encodersFor(taskOf('next-word'))).toEqual(['text-causal']);
    expect(encodersFor(taskOf('masked-words'))).toEqual(['text-transformer']);
    expect(encodersFor(taskOf('simclr'), 'text')).toEqual(encodersOf('text'));
    expect(() => pretrainConfig('next-word', { encoder: 'text-transformer' }, 'text')).toThrow(
      /left to right/,
    );
    expect(() => pretrainConfig('rotation', {}, 'text')).toThrow(/teaches something on images/);
  });

  test.each(textTasks)('%s learns from them', async (method) => {
    const { source } = wordTexts(200);
    const metrics: Record<string, number>[] = [];
    const { lossFirst, lossLast, health, verdict } = await pretrain({
      config: pretrainConfig(
        method,
        { batchSize: 32, budget: { kind: 'steps', steps: 30 } },
        'text',
      ),
      source,
      known: null,
      checkpointFile: () => path.join(dir, 'checkpoint.safetensors'),
      ...(method === 'simclr' ? { encoderFile: path.join(dir, 'simclr.safetensors') } : {}),
      hooks: { onStep: ({ loss, metrics: more }) => metrics.push({ loss, ...more }) },
    });
    expect(lossLast).toBeLessThan(lossFirst);
    expect(health.effectiveRank).toBeGreaterThan(1.5);
    expect(['learning', 'starting']).toContain(verdict.state);
    if (method === 'next-word' || method === 'masked-words') {
      // Of a word, which is 1.5 tokens here.
      for (const { loss, perplexity } of metrics) {
        expect(perplexity).toBeCloseTo(Math.exp(1.5 * (loss ?? 0)), 0);
      }
      expect(metrics.at(-1)?.['perplexity']).toBeLessThan(metrics[0]?.['perplexity'] ?? 0);
    }
  });

  test('masked words are never shown filled in by what is not hidden', () => {
    const { source } = wordTexts(6);
    const model = taskOf('masked-words').build({
      encoder: encoderFor('text-transformer', source.spec),
      spec: source.spec,
      seed: 1,
    });
    tf.tidy(() => {
      const texts = readBatch(source, [0, 1, 2, 3, 4, 5]);
      const guess = model.guess?.(texts, new StepRandom(1, 1)) ?? [];
      const [original, hidden, filled] = guess.map(
        ({ images }) => images.arraySync() as number[][],
      );
      let masked = 0;
      for (const [i, row] of (hidden ?? []).entries()) {
        for (const [at, token] of row.entries()) {
          if (token === maskId) masked += 1;
          else expect([token, filled?.[i]?.[at]]).toEqual([original?.[i]?.[at], token]);
        }
      }
      expect(masked).toBeGreaterThan(5);
    });
    for (const network of model.networks) network.dispose();
  });
});

describe('exports', () => {
  const classes = ['a', 'b', 'c'];
  const { source } = wordTexts(20);

  test.each(
    exportFormats.flatMap((format) =>
      encodersOf('text').map((encoder) => [format, encoder] as const),
    ),
  )('%s of %s gives the same probabilities', async (format, encoder) => {
    const classifier = new ImageClassifier(encoderFor(encoder, source.spec), classes.length, 1);
    for (const { name, variable } of classifier.encoder.parameters) {
      if (/(moving_mean|beta|bias)$/.test(name)) {
        variable.assign(tf.randomNormal(variable.shape, 0, 0.1, 'float32', 5) as never);
      } else if (/(moving_variance|gamma)$/.test(name)) {
        variable.assign(tf.randomUniform(variable.shape, 0.5, 1.5, 'float32', 5) as never);
      }
    }
    const model = { stages: classifier.stages, spec: source.spec, classes };
    const file = path.join(dir, 'exports', encoder, format, exporters[format].fileName);
    const difference = await exportVerified(model, format, file, source);
    expect(difference).toBeLessThan(1e-5);
    if (format === 'onnx') expect(difference).toBeGreaterThan(0);
    disposeClassifier(classifier);
  });
});

test('texts are classified by every kind that is for them, and each is exported', async () => {
  const { source, labels } = wordTexts(240);
  const weights = path.join(dir, 'simclr.safetensors');
  const kinds = classifierKindsFor('text').filter((kind) => kind !== 'self_trained');
  expect(kinds).toContain('tf_idf');
  expect(kinds).not.toContain('columns');
  const pool = subset(
    source,
    Int32Array.from({ length: 160 }, (_, i) => i),
  );
  const rest = Int32Array.from({ length: 80 }, (_, i) => 160 + i);
  const before = tf.memory().numTensors;
  const { scores } = await compareClassifiers({
    encoder: 'text-average',
    weights,
    pool,
    labelled: Int32Array.from({ length: 20 }, (_, i) => i),
    labels: labels.slice(0, 20),
    classes: 2,
    kinds,
    test: { source: subset(source, rest), labels: labels.slice(160) },
    seed: 1,
    onTrained: (kind, classifier) =>
      saveClassifier(path.join(dir, `${kind}.safetensors`), classifier),
  });
  expect(tf.memory().numTensors).toBe(before);
  for (const kind of kinds) expect(scores?.[kind]?.accuracy, kind).toBeGreaterThan(0.8);
  await expectExported(['tf_idf', 'fine_tuned', 'combined'], {
    dir,
    encoder: 'text-average',
    classes: ['a', 'b'],
    pool,
    input: '[batch, length]',
  });
});
