import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { choiceSentence } from '../../../main/app/choice-sentence.ts';
import { readSafetensors, writeSafetensors } from '../../../main/files/safetensors.ts';
import { argMaxRows, type Matrix } from '../../../main/learn/data/matrix.ts';
import { readBatch } from '../../../main/learn/data/read-batch.ts';
import type { SampleSource } from '../../../main/learn/data/sample-source.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { exportVerified } from '../../../main/learn/export/verify.ts';
import { littleAgreement } from '../../../main/learn/finetune/agreement.ts';
import { blends, chooseBlend } from '../../../main/learn/finetune/choose-blend.ts';
import {
  chooseKind,
  estimateOf,
  favouritesFor,
  mayBeFavourite,
} from '../../../main/learn/finetune/choose-kind.ts';
import { type CompareResult, compareClassifiers } from '../../../main/learn/finetune/compare.ts';
import { networkParts } from '../../../main/learn/finetune/network-trial.ts';
import {
  type Classifier,
  disposeClassifier,
  logitsOf,
  probabilitiesOf,
} from '../../../main/learn/finetune/stages.ts';
import type { Trial } from '../../../main/learn/finetune/trial.ts';
import { Network } from '../../../main/learn/models/network.ts';
import { encoderFor } from '../../../main/learn/models/registry.ts';
import { toNetworkRange } from '../../../main/learn/models/scaling.ts';
import { writeWeights } from '../../../main/learn/pretrain/checkpoint.ts';
import { loadClassifier, saveClassifier } from '../../../main/training/saved-classifier.ts';
import { type ClassifierKindName, classifierKindsFor } from '../../../shared/classifier-kinds.ts';
import type { DataKindName } from '../../../shared/sample-spec.ts';
import { expectClose } from '../../support/close.ts';
import { squares } from '../../support/image-source.ts';
import { barImages, blotches } from '../../support/images.ts';

/** What takes long and is no favourite is tried on one part of the labels. */
const triedOnce = ['scratch', 'self_trained'];

const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
const kinds = classifierKindsFor('images');
const side = 16;
const { source, labels } = barImages(120, side);
const weights = path.join(dir, 'encoder.safetensors');
const fileOf = (kind: string): string => path.join(dir, `${kind}.safetensors`);
const saved = (kind: ClassifierKindName, file = fileOf(kind)) => ({
  kind,
  encoder: 'small-conv',
  weights: file,
  spec: squares(side),
  classes: ['upright', 'lying'],
});

beforeAll(() => {
  const encoder = new Network('encoder', encoderFor('small-conv', squares(side)).graph, 1);
  writeWeights(weights, [encoder], {});
  encoder.dispose();
});

/** Everything, on the first images as labelled ones and others to be tested on. */
async function compare(
  count: number,
  onTrained: (kind: ClassifierKindName, classifier: Classifier) => void,
): Promise<CompareResult> {
  const labelled = Int32Array.from({ length: count }, (_, i) => i);
  const test = barImages(60, side);
  return await compareClassifiers({
    encoder: 'small-conv',
    weights,
    pool: source,
    labelled,
    labels: labels.slice(0, count),
    classes: 2,
    test,
    seed: 3,
    onTrained,
  });
}

describe('every kind of classifier', () => {
  const ours = new Map<string, Float32Array>();
  let result: CompareResult;
  let kept = 0;
  const shown = Int32Array.from({ length: 20 }, (_, i) => 100 + i);
  const probabilities = (classifier: Classifier): Float32Array => {
    const output = tf.tidy(() =>
      probabilitiesOf(classifier, toNetworkRange(readBatch(source, shown)) as unknown as Tensor),
    );
    const values = output.dataSync() as Float32Array;
    output.dispose();
    return values;
  };

  beforeAll(async () => {
    const before = tf.memory().numTensors;
    result = await compare(12, (kind, classifier) => {
      ours.set(kind, probabilities(classifier));
      saveClassifier(fileOf(kind), classifier);
    });
    kept = tf.memory().numTensors - before;
  }, 300_000);

  test('is trained, scored, and tried on labels hidden from it; no tensor stays', () => {
    expect([...ours.keys()]).toEqual([...kinds]);
    expect(Object.keys(result.scores ?? {})).toEqual([...kinds]);
    for (const kind of kinds) {
      expect(result.estimates[kind]?.tried, kind).toBe(triedOnce.includes(kind) ? 4 : 12);
      expect(result.scores?.[kind]?.samples).toBe(60);
    }
    for (const round of result.rounds) {
      expect(round).toMatchObject({ unlabelled: 108, tried: 4 });
      expect(round.kept).toBeGreaterThan(0.8 * 108 - 2);
      expect(round.kept).toBeLessThanOrEqual(108);
    }
    // Bars are told apart by nearly everything, and above chance by all.
    expect(
      Math.min(...Object.values(result.scores ?? {}).map(({ accuracy }) => accuracy)),
    ).toBeGreaterThan(0.6);
    expect(kept).toBe(0);
  });

  test.each(kinds)('%s is read again from its file as it was', (kind) => {
    const before = tf.memory().numTensors;
    const model = loadClassifier(saved(kind));
    expect(probabilities(model)).toEqual(ours.get(kind));
    disposeClassifier(model);
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each(kinds)('%s gives the same as ONNX', async (kind) => {
    const model = loadClassifier(saved(kind));
    const file = path.join(dir, `${kind}.onnx`);
    expect(await exportVerified(model, 'onnx', file, source)).toBeLessThan(1e-4);
    disposeClassifier(model);
  });

  test('a file whose graph asks for values that are not there is refused by name', () => {
    const { tensors, metadata } = readSafetensors(fileOf('patch_codes'));
    const file = path.join(dir, 'hostile.safetensors');
    const units = (metadata['stages'] ?? '').replace('"units":2', '"units":2000000');
    writeSafetensors(file, tensors, { ...metadata, stages: units });
    const refused = expect.objectContaining({ code: 'corrupt-file', path: file });
    expect(() => loadClassifier(saved('patch_codes', file))).toThrow(refused);
    writeSafetensors(file, tensors, { ...metadata, stages: '[{"name":1}]' });
    expect(() => loadClassifier(saved('patch_codes', file))).toThrow(refused);
    writeFileSync(file, 'no model');
    expect(() => loadClassifier(saved('patch_codes', file))).toThrow(refused);
  });
});

test('the only label of a class is learnt from, and all is tried on the others', async () => {
  const labelled = Int32Array.from({ length: 9 }, (_, i) => i);
  const few = Int32Array.from(labels.slice(0, 9), (label, i) => (i === 8 ? 2 : label));
  const saying: ClassifierKindName[] = [];
  const quick = kinds.filter((kind) => !['fine_tuned', 'self_trained'].includes(kind));
  const result = await compareClassifiers({
    ...{ encoder: 'small-conv', weights, pool: source, classes: 3, seed: 3, labelled },
    ...{
      kinds: quick,
      labels: few,
      test: { source: barImages(60, side).source, labels: new Int32Array(60) },
    },
    onTested: (kind, probabilities) => {
      if (probabilities.columns === 3 && Math.min(...probabilities.values) > 0) saying.push(kind);
    },
  });
  for (const kind of quick) {
    expect(result.estimates[kind]?.tried, kind).toBe(triedOnce.includes(kind) ? 3 : 8);
  }
  expect(saying).toEqual(quick);
  expect(choiceSentence(result)).toContain('hidden from');
}, 240_000);

describe('with one label a class nothing can be tried', () => {
  const compared = async (pool: SampleSource, onTrained: Parameters<typeof compare>[1]) =>
    await compareClassifiers({
      ...{ encoder: 'small-conv', weights, pool, classes: 2, seed: 3, test: null, onTrained },
      ...{ labelled: Int32Array.of(0, 1), labels: Int32Array.of(0, 1) },
    });

  test('propagation is chosen where the network from scratch agrees with it', async () => {
    const trained: string[] = [];
    const result = await compared(source, (kind) => trained.push(kind));
    expect(trained).toEqual(kinds.filter((kind) => kind !== 'combined'));
    expect(result.estimates).toEqual({});
    expect(result.chosen).toEqual({ kind: 'propagation', disagreement: false, over: null });
    expect(choiceSentence(result)).toContain('usually the best with so few labels');
  }, 120_000);

  test('where the two disagree, as about noise, they are multiplied', async () => {
    const noise = blotches(120, 1, side);
    const made = new Map<ClassifierKindName, Float32Array>();
    const before = tf.memory().numTensors;
    const result = await compared(noise, (kind, classifier) => {
      made.set(kind, logits(classifier, noise));
      saveClassifier(fileOf(kind), classifier);
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(result.chosen).toEqual({ kind: 'combined', disagreement: true, over: null });
    expect(choiceSentence(result)).toContain('the two agree too little');
    const [votes, scratch] = [made.get('propagation'), made.get('scratch')];
    const sum = Array.from(votes ?? [], (value, i) => value + (scratch?.[i] ?? Number.NaN));
    expectClose(made.get('combined') ?? [], sum, 1e-3);
    const model = loadClassifier(saved('combined'));
    expect(logits(model, noise)).toEqual(made.get('combined'));
    const file = path.join(dir, 'multiplied.onnx');
    expect(await exportVerified(model, 'onnx', file, noise)).toBeLessThan(1e-4);
    disposeClassifier(model);
  }, 120_000);
});

test('of clips the two are not asked whether they agree: there it is the network from scratch that errs', async () => {
  const noise = blotches(120, 1, side);
  const spec = { kind: 'video', frames: 1, height: side, width: side, channels: 1 } as const;
  const { chosen } = await compareClassifiers({
    ...{
      encoder: 'small-conv',
      weights,
      pool: { ...noise, spec },
      classes: 2,
      seed: 3,
      test: null,
    },
    ...{ labelled: Int32Array.of(0, 1), labels: Int32Array.of(0, 1) },
    kinds: ['scratch', 'nearest', 'propagation', 'combined'],
  });
  expect(chosen).toEqual({ kind: 'nearest', disagreement: false, over: null });
}, 120_000);

test('with several labels a class the network from scratch is added where the two disagree, and the sum is preferred', async () => {
  const noise = blotches(120, 1, side);
  const labelled = Int32Array.from({ length: 8 }, (_, i) => 3 * i);
  const made = new Map<ClassifierKindName, Float32Array>();
  const before = tf.memory().numTensors;
  const result = await compareClassifiers({
    ...{ encoder: 'small-conv', weights, pool: noise, classes: 2, seed: 3, test: null },
    ...{ labelled, labels: labelled.map((_, i) => i % 2) },
    kinds: ['scratch', 'propagation', 'combined'],
    onTrained: (kind, classifier) => {
      made.set(kind, logits(classifier, noise));
      saveClassifier(fileOf(kind), classifier);
    },
  });
  expect(tf.memory().numTensors).toBe(before);
  expect(result.chosen).toMatchObject({ kind: 'combined', disagreement: true });
  expect(result.estimates.combined?.tried).toBe(8);
  expect(choiceSentence(result)).toContain('with the network from scratch added');
  // Its last layer is that of the network from scratch, times a share.
  const kernelOf = (kind: string, end: string): number[] => {
    const { tensors } = readSafetensors(fileOf(kind));
    const found = [...tensors].find(([name]) => name.endsWith(end));
    return Array.from(found?.[1].data ?? []);
  };
  const [added, alone] = [
    kernelOf('combined', 'scratch_logits/kernel'),
    kernelOf('scratch', 'head/logits/kernel'),
  ];
  expect(added.length).toBeGreaterThan(100);
  const share = (added[0] ?? 0) / (alone[0] ?? 0);
  expect(share).toBeGreaterThan(0.1);
  expectClose(
    added,
    alone.map((each) => share * each),
    1e-4,
  );
  const model = loadClassifier(saved('combined'));
  expect(logits(model, noise)).toEqual(made.get('combined'));
  expect(await exportVerified(model, 'onnx', path.join(dir, 'added.onnx'), noise)).toBeLessThan(
    1e-4,
  );
  disposeClassifier(model);
}, 120_000);

test('six labels of one class and one of another: what is fine-tuned says the other as often as the roots of these suggest', async () => {
  const noise = blotches(120, 1, side);
  const shares = new Map<ClassifierKindName, number>();
  const before = tf.memory().numTensors;
  await compareClassifiers({
    ...{ encoder: 'small-conv', weights, pool: noise, classes: 2, seed: 3, test: null },
    ...{
      labelled: Int32Array.from({ length: 7 }, (_, i) => 5 * i),
      labels: Int32Array.of(1, 1, 1, 0, 1, 1, 1),
    },
    kinds: ['linear_probe', 'fine_tuned'],
    onTrained: (kind, classifier) => {
      const values = logits(classifier, noise, noise.count);
      const said = argMaxRows({ rows: noise.count, columns: 2, values });
      shares.set(kind, said.filter((label) => label === 0).length / noise.count);
    },
  });
  expect(tf.memory().numTensors).toBe(before);
  const usual = 1 / (1 + Math.sqrt(6));
  const error = Math.sqrt((usual * (1 - usual)) / 7);
  const off = (kind: ClassifierKindName) => Math.abs((shares.get(kind) ?? 0) - usual);
  expect(off('linear_probe')).toBeGreaterThan(0.2);
  expect(off('fine_tuned')).toBeLessThan(error + 0.02);
}, 120_000);

test('the bound of agreement grows with labels, up to five a class', () => {
  expect([1, 5, 50].map(littleAgreement)).toEqual([0.35, 0.62, 0.62]);
  expect(littleAgreement(0.5)).toBe(0.35);
  expect(littleAgreement(2)).toBeGreaterThan(littleAgreement(1.5));
});

/** Of some samples, `[20, classes]`. */
function logits(classifier: Classifier, of: SampleSource, count = 20): Float32Array {
  const some = Int32Array.from({ length: count }, (_, i) => i);
  const output = tf.tidy(() => {
    const images = toNetworkRange(readBatch(of, some)) as unknown as Tensor;
    return logitsOf(classifier, images, false);
  });
  const values = output.dataSync() as Float32Array;
  output.dispose();
  return values;
}

const ofPictures = favouritesFor('images');

/** A trial in which those from one to before another of 40 are right. */
function trial(end: number, begin = 0): Trial {
  const values = Float32Array.from({ length: 80 }, (_, i) =>
    (i % 2 === 0) === (Math.floor(i / 2) >= begin && Math.floor(i / 2) < end) ? 2 : 0,
  );
  const tried = Int32Array.from({ length: 40 }, (_, i) => i);
  return { tried, logits: { rows: 40, columns: 2, values } };
}

test('the favourite stays unless another is right more often than chance would have it', () => {
  const known = new Int32Array(40);
  const choose = (...trials: [ClassifierKindName, Trial | null][]) =>
    chooseKind(new Map(trials), known, ofPictures);
  expect(choose(['pixels', trial(30)], ['combined', trial(30)]).kind).toBe('combined');
  // Nine more right and seven more wrong: five points, with a standard error of ten.
  expect(choose(['pixels', trial(39, 7)], ['combined', trial(30)]).kind).toBe('combined');
  const taken = choose(['pixels', trial(36)], ['combined', trial(30)]);
  expect(taken).toMatchObject({
    kind: 'pixels',
    over: { kind: 'combined', lead: 0.15, tried: 40 },
  });
  expect(choose(['pixels', trial(40)], ['propagation', null]).kind).toBe('propagation');
});

test('the favourite is whichever of propagation and the combination is right more often; of equals propagation', () => {
  // Of five classes: eight labels each.
  const five = Int32Array.from({ length: 40 }, (_, i) => (i < 36 ? 0 : 4));
  const favourite = (ofPropagation: number, ofCombined: number, known = five): string =>
    chooseKind(
      new Map([
        ['propagation', trial(ofPropagation)],
        ['combined', trial(ofCombined)],
      ]),
      known,
      ofPictures,
    ).kind;
  expect(favourite(30, 30)).toBe('propagation');
  expect(favourite(31, 30)).toBe('propagation');
  expect(favourite(30, 31)).toBe('combined');
  // With twenty of a class the combination, unless it is clearly worse.
  const one = new Int32Array(40);
  expect(favourite(32, 30, one)).toBe('combined');
  expect(favourite(40, 30, one)).toBe('propagation');
});

test('a favourite is found among more labels than a call takes arguments', () => {
  const known = new Int32Array(300_000);
  const tried = new Map<ClassifierKindName, Trial | null>([
    ['propagation', trial(30)],
    ['combined', trial(30)],
  ]);
  expect(chooseKind(tried, known, ofPictures).kind).toBe('combined');
});

test('of clips the favourite is the nearest label, then frame codes, and from ten labels a class on whichever of those and of two networks is right most often', () => {
  const favourites = favouritesFor('video');
  const names = ['frame_codes', 'nearest', 'combined', 'fine_tuned', 'propagation'] as const;
  /** Each is right once more often than the one before it. @param classes of 40 labels */
  const chosen = (classes: number, tried = true): string => {
    const known = new Int32Array(40).map((_, i) => (i < 39 ? 0 : classes - 1));
    const trials = names.map((name, i) => [name, tried ? trial(22 + i) : null] as const);
    return chooseKind(new Map(trials), known, favourites).kind;
  };
  expect([20, 9, 8, 5, 4, 1].map((classes) => chosen(classes))).toEqual([
    ...['nearest', 'nearest', 'frame_codes', 'frame_codes', 'fine_tuned', 'fine_tuned'],
  ]);
  expect([20, 8, 1].map((classes) => chosen(classes, false))).toEqual([
    ...['nearest', 'nearest', 'nearest'],
  ]);
});

test('a network that may be the favourite is tried on every label, others on a part of many', () => {
  const parts = (count: number, decides: boolean) => {
    const [labels, folds] = [new Int32Array(count).map((_, i) => i % 2), new Int32Array(count)];
    const images = blotches(count, 1, side);
    return networkParts({ images, labels, classes: 2, seed: 1, folds }, decides);
  };
  for (const count of [40, 60, 500]) {
    const tried = (parts(count, true) ?? []).flatMap((part) => [...part.tried]);
    expect(tried.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
  }
  expect(parts(60, false)?.map((part) => part.tried.length)).toEqual([15]);
  const may = (kind: DataKindName, labels: number): boolean =>
    mayBeFavourite('fine_tuned', { kind, labels, classes: 6 });
  expect([may('video', 59), may('video', 60), may('images', 600), may('tables', 600)]).toEqual([
    ...[false, true, false, false],
  ]);
});

test('of tables, texts and recordings the combination is the favourite of equals, and propagation where nothing could be tried', () => {
  const known = Int32Array.from({ length: 40 }, (_, i) => (i < 36 ? 0 : 4));
  const chosen = (kind: DataKindName, ...trials: [ClassifierKindName, Trial | null][]) =>
    chooseKind(new Map(trials), known, favouritesFor(kind)).kind;
  for (const kind of ['tables', 'text', 'audio'] as const) {
    expect(chosen(kind, ['propagation', trial(30)], ['combined', trial(30)])).toBe('combined');
    expect(chosen(kind, ['propagation', trial(31)], ['combined', trial(30)])).toBe('propagation');
    expect(chosen(kind, ['propagation', null], ['combined', null])).toBe('propagation');
  }
  expect(chosen('images', ['propagation', trial(30)], ['combined', trial(30)])).toBe('propagation');
});

test('where classes are otherwise common than their labels, what was tried is counted so', () => {
  // Right of the first class 15 of 20, of the third 10 of 20; the other the other way round.
  const known = Int32Array.from({ length: 40 }, (_, i) => (i < 20 ? 0 : 2));
  const right = (ofFirst: number, ofSecond: number): Trial => {
    const isRight = (i: number): boolean => (i < 20 ? i < ofFirst : i - 20 < ofSecond);
    const values = Float32Array.from({ length: 120 }, (_, at) => {
      const i = Math.floor(at / 3);
      return Number(at % 3 === (isRight(i) ? known[i] : 1));
    });
    return { tried: Int32Array.from(known.keys()), logits: { rows: 40, columns: 3, values } };
  };
  const weights = [1.8, 1, 0.2];
  expect(estimateOf(right(15, 10), known, null).accuracy).toBeCloseTo(0.625, 6);
  const weighted = estimateOf(right(15, 10), known, weights);
  expect(weighted.accuracy).toBeCloseTo(0.9 * 0.75 + 0.1 * 0.5, 6);
  expect(weighted.tried).toBe(40);
  const [low, high] = weighted.interval;
  const [plainLow, plainHigh] = estimateOf(right(15, 10), known, null).interval;
  expect(high - low).toBeGreaterThan(plainHigh - plainLow);
  const trials = new Map<ClassifierKindName, Trial>([
    ['propagation', right(10, 15)],
    ['combined', right(15, 10)],
  ]);
  expect(chooseKind(trials, known, ofPictures).kind).toBe('propagation');
  expect(chooseKind(trials, known, ofPictures, weights).kind).toBe('combined');
});

test('half the way is gone unless labels clearly want another share', () => {
  const known = new Int32Array(40);
  const sure = (margin: number): Matrix => ({
    rows: 40,
    columns: 2,
    values: Float32Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? margin + Math.sin(i) : 0)),
  });
  expect(blends[chooseBlend([], known)]).toBe(0.5);
  expect(blends[chooseBlend([sure(1), sure(1), sure(1), sure(1)], known)]).toBe(0.5);
  expect(blends[chooseBlend([sure(0), sure(1), sure(2), sure(3)], known)]).toBe(1);
});
