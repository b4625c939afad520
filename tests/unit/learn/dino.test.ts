import { afterEach, expect, test, vi } from 'vitest';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import type { Network } from '../../../main/learn/models/network.ts';
import { encoders } from '../../../main/learn/models/registry.ts';
import { RunningMean } from '../../../main/learn/models/running-mean.ts';
import { dino } from '../../../main/learn/pretext/dino.ts';
import type { PretextModel } from '../../../main/learn/pretext/pretext-task.ts';
import { squares } from '../../support/image-source.ts';

/** DINO step by step, against the paper's algorithm 1 written out as loops. */

afterEach(() => {
  vi.restoreAllMocks();
});

const count = 3;
const side = 16;

function built(encoder: 'small-conv' | 'vit-tiny') {
  const model = dino.build({
    encoder: encoders[encoder].build([side, side, 1]),
    spec: squares(side),
    seed: 1,
  });
  const networks = model.networks.slice(0, 6) as Network[];
  const centre = model.networks[6];
  if (!(centre instanceof RunningMean)) throw new RangeError('the centre is not where it was');
  const [online, targets] = [networks.slice(0, 3), networks.slice(3)];
  return { model, online, targets, centre };
}

const pictures = (seed: number): Tensor =>
  tf.randomUniform([count, side, side, 1], 0, 1, 'float32', seed);

/** What a network is shown in a step. */
function shownTo(network: Network | undefined): Tensor[] {
  const shown: Tensor[] = [];
  const apply = network?.apply.bind(network);
  if (network === undefined || apply === undefined) throw new RangeError('no network');
  vi.spyOn(network, 'apply').mockImplementation(((images: Tensor, ...rest: [boolean]) => {
    shown.push(images);
    return apply(images, ...rest);
  }) as never);
  return shown;
}

function dispose({ networks }: PretextModel): void {
  for (const network of networks) network.dispose();
}

test.each([
  ['small-conv', side / 2],
  ['vit-tiny', side],
] as const)(
  'with %s the student sees two whole views and two parts, the teacher whole views alone',
  (name, part) => {
    const { model, online, targets } = built(name);
    tf.tidy(() => {
      const [student, teacher] = [shownTo(online[0]), shownTo(targets[0])];
      model.loss(pictures(1), new StepRandom(1, 0), true);
      const shapes = (all: readonly Tensor[]): number[][] => all.map(({ shape }) => shape);
      expect(shapes(student)).toEqual([
        [2 * count, side, side, 1],
        [2 * count, part, part, 1],
      ]);
      expect(shapes(teacher)).toEqual([[2 * count, side, side, 1]]);
      expect(teacher[0]?.dataSync()).toEqual(student[0]?.dataSync());
    });
    dispose(model);
  },
);

/** Cosines of the bottleneck with the prototypes, `[images, outputs]`. */
function answersOf(networks: readonly Network[], images: Tensor): number[][] {
  const [encoder, projector, prototypes] = networks as [Network, Network, Network];
  const unit = (rows: Tensor): number[][] =>
    (rows.arraySync() as number[][]).map((row) => {
      const length = Math.hypot(...row);
      return row.map((value) => value / length);
    });
  const bottleneck = unit(projector.apply(encoder.apply(images, true), true));
  const kernel = prototypes.parameter(`${prototypes.name}/outputs/kernel`);
  const directions = unit(kernel.transpose());
  return bottleneck.map((one) =>
    directions.map((other) => other.reduce((sum, value, i) => sum + value * (one[i] ?? 0), 0)),
  );
}

const softmax = (row: readonly number[]): number[] => {
  const powers = row.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((each) => each / sum);
};

const meanOf = (rows: readonly (readonly number[])[]): number[] =>
  (rows[0] ?? []).map((_, i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rows.length);

test('each view of the student answers as the teacher does to another whole view, which is centred by this batch too', () => {
  const { model, online, targets, centre } = built('small-conv');
  const means: number[][] = [];
  for (const step of [0, 1]) {
    tf.tidy(() => {
      const student = shownTo(online[0]);
      const { loss } = model.loss(pictures(step), new StepRandom(1, step), true);
      vi.restoreAllMocks();
      const [whole, parts] = student as [Tensor, Tensor];
      const known = answersOf(targets, whole);
      const seen = [...answersOf(online, whole), ...answersOf(online, parts)];
      means.push(meanOf(known));
      // Momentum 0.9, divided by the weights in it.
      const [first = [], second] = means;
      const expected =
        second === undefined
          ? first
          : first.map((a, i) => (0.09 * a + 0.1 * (second[i] ?? 0)) / 0.19);
      const now = Array.from(centre.value.dataSync());
      for (const [i, value] of expected.entries()) expect(now[i]).toBeCloseTo(value, 5);
      let [sum, pairs] = [0, 0];
      for (let taught = 0; taught < 4; taught++) {
        for (let teaching = 0; teaching < 2; teaching++) {
          if (taught === teaching) continue; // the same view
          for (let image = 0; image < count; image++) {
            const answer = known[teaching * count + image] ?? [];
            const wanted = softmax(answer.map((value, i) => (value - (now[i] ?? 0)) / 0.04));
            const given = softmax((seen[taught * count + image] ?? []).map((value) => value / 0.1));
            sum -= wanted.reduce((total, p, i) => total + p * Math.log(given[i] ?? 0), 0);
            pairs += 1;
          }
        }
      }
      expect(pairs).toBe(6 * count);
      expect(loss.dataSync()[0]).toBeCloseTo(sum / pairs, 3);
    });
  }
  // Measuring moves nothing.
  const before = Array.from(centre.value.dataSync());
  tf.tidy(() => void model.loss(pictures(2), new StepRandom(1, 2), false));
  expect(Array.from(centre.value.dataSync())).toEqual(before);
  dispose(model);
});

test('the teacher learns by following alone: encoder, projector and prototypes, from 0.99 up to 1', () => {
  const { model, online, targets } = built('small-conv');
  const pairs = model.average?.followers.map(({ online: from, target }) => [from, target]);
  expect(pairs).toEqual(online.map((network, i) => [network, targets[i]]));
  expect(model.average?.momentum(0)).toBeCloseTo(0.99, 10);
  expect(model.average?.momentum(1)).toBeCloseTo(1, 10);
  // No optimizer moves it.
  expect(targets.flatMap(({ parameters }) => parameters).some((each) => each.trainable)).toBe(
    false,
  );
  dispose(model);
});
