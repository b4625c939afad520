import { expect, test } from 'vitest';
import { readBatch } from '../../../main/learn/data/read-batch.ts';
import type { SampleSource } from '../../../main/learn/data/sample-source.ts';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { type EncoderName, encoderFor } from '../../../main/learn/models/registry.ts';
import { type Method, methodNamed, taskOf } from '../../../main/learn/pretext/method.ts';
import { encodersFor, standsAlone } from '../../../main/learn/pretext/needs.ts';
import type { PretextModel, PretextTask } from '../../../main/learn/pretext/pretext-task.ts';
import { pretextTaskNames, pretextTasks } from '../../../main/learn/pretext/registry.ts';
import { pretrainConfig } from '../../../main/learn/pretrain/config.ts';
import type { DataKindName } from '../../../shared/sample-spec.ts';
import { blotchPictures, movingPictures } from '../../support/clips.ts';
import { blotches } from '../../support/images.ts';
import { rowsInMemory } from '../../support/table-source.ts';
import { sweeps } from '../../support/wave-source.ts';
import { wordTexts } from '../../support/word-texts.ts';

const count = 4;
const ofTables = Float32Array.from({ length: 6 * count }, (_, i) => Math.sin(i));

/** A few samples of each kind; pictures in colour, so that every task suits them. */
const sources: Readonly<Record<DataKindName, SampleSource>> = {
  images: blotches(count, 3, 28),
  text: wordTexts(count).source,
  audio: sweeps(count).source,
  video: movingPictures(blotchPictures(1, 56, 1), { count, frames: 4, side: 28, seed: 2 }).source,
  tables: rowsInMemory(ofTables, [1, 1, 1, 3]),
};
const kinds = Object.keys(sources) as DataKindName[];

/** Gives a model of a method to a test, and the loss of its first step. */
function withModel(
  [method, encoder, kind]: readonly [Method, EncoderName, DataKindName],
  use: (model: PretextModel, loss: () => Tensor) => void,
): void {
  const source = sources[kind];
  const { spec } = source;
  const model = taskOf(method).build({ encoder: encoderFor(encoder, spec), spec, seed: 1 });
  model.prepare?.(source);
  tf.tidy(() => {
    const samples = readBatch(source, [0, 1, 2, 3]);
    use(model, () => model.loss(samples, new StepRandom(1, 0), true).loss);
    // What a run measures and shows besides.
    model.spread?.(samples);
    model.guess?.(samples, new StepRandom(1, 0));
  });
  for (const network of model.networks) network.dispose();
}

const offered = kinds.flatMap((kind) =>
  pretextTaskNames.flatMap((name) =>
    encodersFor(pretextTasks[name], kind).map((encoder) => [name, encoder, kind] as const),
  ),
);

test.each(offered)('%s trains the encoder %s on %s', (...choice) => {
  withModel(choice, ({ encoder }, loss) => {
    const trained = encoder.parameters.filter(({ trainable }) => trainable);
    const variables = trained.map(({ variable }) => variable);
    const { value, grads } = tf.variableGrads(loss as never, variables as never);
    expect(value.dataSync()[0]).toSatisfy(Number.isFinite);
    const largest = variables.map(({ name }) => grads[name]?.abs().max().dataSync()[0] ?? 0);
    expect(largest).toSatisfy((all: number[]) => all.every(Number.isFinite));
    expect(Math.max(...largest)).toBeGreaterThan(0);
  });
});

/** All pairs of tasks that a person may combine for such data. */
function pairsFor(kind: DataKindName): Method[] {
  const names = pretextTaskNames.filter((name) => {
    const task: PretextTask = pretextTasks[name];
    return task.kinds.includes(kind) && !standsAlone(task);
  });
  const common = (a: (typeof names)[number], b: typeof a): boolean => {
    const encoders = encodersFor(pretextTasks[a], kind);
    return encodersFor(pretextTasks[b], kind).some((each) => encoders.includes(each));
  };
  return names.flatMap((a, at) =>
    names.slice(at + 1).flatMap((b) => (common(a, b) ? [methodNamed(`${a}+${b}`)] : [])),
  );
}

test.each(kinds)('every two tasks for %s that are offered together have a loss', (kind) => {
  const pairs = pairsFor(kind);
  expect(pairs.length).toBeGreaterThan(5);
  for (const method of pairs) {
    const { encoder } = pretrainConfig(method, {}, kind);
    withModel([method, encoder, kind], (_, loss) => {
      expect(loss().dataSync()[0], method).toSatisfy(Number.isFinite);
    });
  }
});
