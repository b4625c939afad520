import { afterEach, describe, expect, test, vi } from 'vitest';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { asRank4 } from '../../../main/learn/engine/shapes.ts';
import { type Tensor, tf } from '../../../main/learn/engine/tensorflow.ts';
import type { Network } from '../../../main/learn/models/network.ts';
import { encoders } from '../../../main/learn/models/registry.ts';
import { jigsaw } from '../../../main/learn/pretext/jigsaw.ts';
import { farPermutations } from '../../../main/learn/pretext/permutations.ts';
import type { PretextModel } from '../../../main/learn/pretext/pretext-task.ts';
import { relativePatch } from '../../../main/learn/pretext/relative-patch.ts';
import { squares } from '../../support/image-source.ts';

/** Tasks ask for what was really done: one who sees the picture, and knows what the answers mean, is always right. */

afterEach(() => {
  vi.restoreAllMocks();
});

const count = 12;

/** Pictures of `side` × `side` cells, each of one value: its number plus one, in tenths. */
function numberedCells(side: number, pixels: number): Tensor {
  return tf.tidy(() => {
    const values = tf.range(1, side ** 2 + 1).div(10);
    const one = tf.image.resizeNearestNeighbor(
      asRank4(values.reshape([1, side, side, 1]) as Tensor),
      [pixels, pixels],
    );
    return one.tile([count, 1, 1, 1]) as unknown as Tensor;
  });
}

/** The cell that a value as networks see it, −1…1, is of. */
const cellOf = (seen: number): number => Math.round(5 * (seen + 1)) - 1;

/** One-hot logits. */
const certainOf = (classes: readonly number[], all: number): Tensor =>
  tf.oneHot(tf.tensor1d([...classes], 'int32'), all).mul(10) as unknown as Tensor;

function accuracyOf(model: PretextModel, images: Tensor, metric: string): number {
  return tf.tidy(() => {
    const { metrics } = model.loss(images, new StepRandom(7, 3), true);
    return metrics[metric]?.dataSync()[0] ?? Number.NaN;
  });
}

describe('relative patch', () => {
  // Row and column from the middle, as the places are named.
  const around = [
    [-1, -1],
    [-1, 0],
    [-1, 1],
    [0, -1],
    [0, 1],
    [1, -1],
    [1, 0],
    [1, 1],
  ] as const;
  const cells = around.map(([row, column]) => 3 * (1 + row) + 1 + column);

  test('class k is place k around the middle patch', () => {
    const spec = squares(27);
    const encoder = encoders['small-conv'].build([27, 27, 1]);
    const model = relativePatch.build({ encoder, spec, seed: 1 });
    const [network, classifier] = model.networks as [Network, Network];
    const [features = 0] = encoder.graph.shapes.get(encoder.graph.output) ?? [];
    // An embedding is what is seen; the answer is read from that of both patches.
    const mean = (tiles: Tensor): Tensor => tiles.mean([1, 2, 3]).expandDims(1) as Tensor;
    const embed = (tiles: Tensor): Tensor => mean(tiles).tile([1, features]) as Tensor;
    vi.spyOn(network, 'apply').mockImplementation(embed as never);
    vi.spyOn(classifier, 'apply').mockImplementation(((pairs: Tensor) => {
      const values = pairs.arraySync() as number[][];
      const firsts = values.map((row) => cellOf(row[0] ?? 0));
      expect(new Set(firsts)).toEqual(new Set([4]));
      const seconds = values.map((row) => cellOf(row.at(-1) ?? 0));
      return certainOf(
        seconds.map((cell) => cells.indexOf(cell)),
        cells.length,
      );
    }) as never);
    const images = numberedCells(3, 27);
    expect(accuracyOf(model, images, 'relative_patch_accuracy')).toBe(1);
    tf.tidy(() => {
      const guesses = model.guess?.(images, new StepRandom(7, 3)) ?? [];
      const texts = guesses.flatMap((each) => each.texts ?? []);
      expect(texts).toHaveLength(count);
      expect(texts.every((text) => text.startsWith('right: '))).toBe(true);
    });
    for (const each of model.networks) each.dispose();
  });
});

describe('jigsaw', () => {
  test.each([
    [2, 28],
    [3, 66],
  ])('of %i × %i tiles asks for the order that they were laid in', (side, pixels) => {
    const encoder = encoders['small-conv'].build([pixels, pixels, 1]);
    const model = jigsaw.build({ encoder, spec: squares(pixels), seed: 1 });
    const [network, head] = model.networks as [Network, Network];
    const orders = farPermutations(side ** 2, 64, 1).map((order) => order.join());
    vi.spyOn(network, 'apply').mockImplementation(((images: Tensor) => [images]) as never);
    vi.spyOn(head, 'apply').mockImplementation(((pictures: Tensor) => {
      const tile = pixels / side;
      const middles = tf.avgPool(asRank4(pictures), tile, tile, 'valid').reshape([count, -1]);
      const laid = (middles.arraySync() as number[][]).map((row) => row.map(cellOf).join());
      // Each order is one of those that answers stand for, and not all are the same.
      expect(laid.every((order) => orders.includes(order))).toBe(true);
      expect(new Set(laid).size).toBeGreaterThan(3);
      return certainOf(
        laid.map((order) => orders.indexOf(order)),
        orders.length,
      );
    }) as never);
    expect(accuracyOf(model, numberedCells(side, pixels), 'jigsaw_accuracy')).toBe(1);
    for (const each of model.networks) each.dispose();
  });
});
