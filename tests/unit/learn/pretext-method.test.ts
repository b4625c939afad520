import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { labToRgb, rgbToLab } from '../../../main/learn/augment/lab.ts';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import { encoders } from '../../../main/learn/models/registry.ts';
import { colorization } from '../../../main/learn/pretext/colorization.ts';
import { methodNamed, partsOf, taskOf } from '../../../main/learn/pretext/method.ts';
import { encodersFor, standsAlone } from '../../../main/learn/pretext/needs.ts';
import { farPermutations } from '../../../main/learn/pretext/permutations.ts';
import {
  type PretextTaskName,
  pretextTaskNames,
  pretextTasks,
} from '../../../main/learn/pretext/registry.ts';
import { cutTiles, layTiles, tileSize } from '../../../main/learn/pretext/tiles.ts';
import { pretrainConfig } from '../../../main/learn/pretrain/config.ts';
import { methodName } from '../../../shared/contract/primitives.ts';
import { expectClose, tensorOf } from '../../support/close.ts';
import { squares } from '../../support/image-source.ts';

const combinable = pretextTaskNames.filter((name) => !standsAlone(pretextTasks[name]));

describe('a method in words', () => {
  test.each([
    ['rotation', undefined, 'rotation'],
    ['simclr+rotation', undefined, 'simclr:0.5+rotation:0.5'],
    ['simclr+rotation', 0.7, 'simclr:0.7+rotation:0.3'],
    ['simclr:7+rotation:3', undefined, 'simclr:0.7+rotation:0.3'],
    ['simclr:1+relative-patch:2', undefined, 'simclr:0.3333+relative-patch:0.6667'],
  ])('%s, weight %s', (text, weight, written) => {
    expect(methodNamed(text, weight)).toBe(written);
  });

  test('what is written is read as the same, and crosses the contract', () => {
    const kindsOf = (name: PretextTaskName | undefined) =>
      name === undefined ? [] : pretextTasks[name].kinds;
    const names = fc
      .shuffledSubarray(combinable, { minLength: 2, maxLength: 2 })
      .filter(([a, b]) => kindsOf(a).some((kind) => kindsOf(b).includes(kind)))
      // One reads texts both ways, the other left to right.
      .filter((pair) => !(pair.includes('next-word') && pair.includes('masked-words')));
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(names, share, (pair, weight) => {
        const method = methodNamed(pair.join('+'), weight);
        expect(methodNamed(method)).toBe(method);
        expect(methodName.safeParse(method).success).toBe(true);
        const parts = partsOf(method);
        expect(parts.map(({ name }) => name)).toEqual(pair);
        expect(parts.reduce((sum, part) => sum + part.share, 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  test.each([
    ['magic', undefined, 'no pretext task called "magic"'],
    ['', undefined, 'no pretext task called ""'],
    ['simclr+magic', undefined, 'no pretext task called "magic"'],
    ['simclr+rotation+mae', undefined, 'combines 3 pretext tasks'],
    ['simclr+simclr', undefined, 'with itself'],
    ['simclr:0.5', undefined, 'no share'],
    ['simclr', 0.5, 'no share'],
    ['simclr:0.5+rotation', undefined, 'one of the two tasks a share'],
    ['simclr:0.5+rotation:0.5', 0.5, 'given twice'],
    ['simclr:0+rotation:1', undefined, 'a number above 0'],
    ['simclr:x+rotation:1', undefined, 'a number above 0'],
    ['simclr:1:2+rotation:1', undefined, 'a number above 0'],
    ['simclr+rotation', 1, 'not between 0 and 1'],
    ['simclr+patch-codes', undefined, 'cannot be combined'],
    ['rotation+cola', undefined, '“cola” for audio: they cannot be combined'],
    ['jigsaw+frame-order', undefined, '“frame-order” for video: they cannot be combined'],
    ['simclr:1+rotation:1e9', undefined, 'leaves nothing'],
    ['masked-words+next-word', undefined, 'no encoder reads as both need'],
  ])('%s, weight %s is refused', (text, weight, message) => {
    expect(() => methodNamed(text, weight)).toThrow(
      expect.objectContaining({
        code: 'bad-usage',
        message: expect.stringContaining(message) as string,
        remedy: expect.any(String) as string,
      }),
    );
  });

  test('an encoder that a task cannot train is refused, and one that it can is chosen', () => {
    expect(pretrainConfig('mae', {}).encoder).toBe('vit-tiny');
    expect(pretrainConfig(methodNamed('simclr+mae'), {}).encoder).toBe('vit-tiny');
    expect(pretrainConfig('rotation', {}).encoder).toBe('small-conv');
    expect(encodersFor(taskOf('mae'))).toEqual(['vit-tiny']);
    for (const method of ['mae', methodNamed('rotation+mae')] as const) {
      expect(() => pretrainConfig(method, { encoder: 'small-conv' })).toThrow(
        expect.objectContaining({
          code: 'bad-usage',
          remedy: expect.stringContaining('vit-tiny') as string,
        }),
      );
    }
  });

  test('colorization of grey pictures is refused', () => {
    const encoder = encoders['small-conv'].build([16, 16, 1]);
    expect(() => colorization.build({ encoder, spec: squares(16), seed: 1 })).toThrow(
      expect.objectContaining({
        code: 'bad-usage',
        message: expect.stringContaining('grey') as string,
      }),
    );
  });
});

const hamming = (a: readonly number[], b: readonly number[]): number =>
  a.filter((tile, place) => tile !== b[place]).length;

describe('orders of tiles', () => {
  test('are orders, each once, the same for a seed', () => {
    for (const [tiles, wanted, given] of [
      [4, 64, 24],
      [4, 10, 10],
      [6, 40, 40],
    ] as const) {
      const orders = farPermutations(tiles, wanted, 3);
      expect(orders).toHaveLength(given);
      expect(new Set(orders.map((order) => order.join())).size).toBe(given);
      const sorted = Array.from({ length: tiles }, (_, tile) => tile);
      for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual(sorted);
      expect(farPermutations(tiles, wanted, 3)).toEqual(orders);
    }
  });

  test('each further one is as far from those taken as any order is', () => {
    const all = farPermutations(5, 120, 1);
    const orders = farPermutations(5, 12, 9);
    for (let count = 1; count < orders.length; count++) {
      const taken = orders.slice(0, count);
      const sum = (order: readonly number[]): number =>
        taken.reduce((total, each) => total + hamming(order, each), 0);
      const keys = new Set(taken.map((order) => order.join()));
      const best = Math.max(...all.filter((order) => !keys.has(order.join())).map(sum));
      expect(sum(orders[count] ?? [])).toBe(best);
    }
  });

  test('nine tiles: the first nine of them agree in no place', () => {
    const orders = farPermutations(9, 64, 1);
    const first = orders.slice(0, 9);
    for (const [i, a] of first.entries()) {
      for (const b of first.slice(i + 1)) expect(hamming(a, b)).toBe(9);
    }
    const pairs = orders.flatMap((a, i) => orders.slice(i + 1).map((b) => hamming(a, b)));
    // Orders at random differ in 8 places of 9 on average.
    expect(pairs.reduce((sum, each) => sum + each, 0) / pairs.length).toBeGreaterThan(8);
  });
});

test('tiles are cut inside their cells, and laid side by side', () => {
  tf.tidy(() => {
    // Each cell of 2 × 2 has one value, so that it does not matter where in it a tile is cut.
    const image = tf.image.resizeNearestNeighbor(
      tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]),
      [28, 28],
    ) as unknown as Tensor;
    const cells = tf.tensor2d([[3, 0, 2, 1]], [1, 4], 'int32') as unknown as Tensor;
    const size = [28, 28] as const;
    const tiles = cutTiles(image, cells, 2, tileSize(2, size), new StepRandom(1, 1));
    expect(tiles.shape).toEqual([1, 4, 14, 14, 1]);
    const laid = layTiles(tiles, 2, size);
    const wanted = tf.image.resizeNearestNeighbor(
      tf.tensor4d([4, 1, 3, 2], [1, 2, 2, 1]),
      [28, 28],
    );
    expectClose(laid, Array.from(wanted.dataSync()), 1e-4);
  });
});

test('L*a*b* of sRGB colours, as published (CIE 15:2004 under D65), and back', () => {
  // Bruce Lindbloom's calculator, sRGB, D65: white, black, red, green, blue, mid-grey.
  const colours = [
    [1, 1, 1],
    [0, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [0.5, 0.5, 0.5],
  ];
  const published = [
    [100, 0, 0],
    [0, 0, 0],
    [53.24, 80.09, 67.2],
    [87.73, -86.18, 83.18],
    [32.3, 79.19, -107.86],
    [53.39, 0, 0],
  ];
  const pixels = tensorOf(colours).reshape([1, 1, 6, 3]) as Tensor;
  const lab = rgbToLab(pixels);
  expectClose(lab, published, 0.03);
  expectClose(labToRgb(lab), colours, 2e-3);
});
