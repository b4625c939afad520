import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { type Graph, GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';
import { answersIn } from './answer-head.ts';
import { cutBlocks } from './blocks.ts';
import { randomBelow, someOrders } from './orders.ts';
import { farPermutations } from './permutations.ts';
import type { PretextTask } from './pretext-task.ts';
import { cutTiles, layTiles, tileSize } from './tiles.ts';

/** From this side on, pixels, nine tiles show something each; below it four. */
const nineTilesFrom = 64;
/** Orders of nine tiles to tell apart; the paper has 69 to 1000 (table 4). Of four tiles all 24. */
const orderCount = 64;
/** The orders belong to the task, not to a run: the app's card must show the same ones. */
const orderSeed = 1;
const hiddenUnits = 256;

const gridSide = (height: number, width: number): number =>
  Math.min(height, width) < nineTilesFrom ? 2 : 3;
const ordersOf = (side: number): number[][] => farPermutations(side ** 2, orderCount, orderSeed);

/**
 * Jigsaw puzzles: an image's tiles change places, in one of a fixed set of orders, and the model says in which
 * (Noroozi, Favaro 2016, arXiv 1603.09246, section 3). Made for small images: the encoder sees the shuffled picture
 * as a whole, and the head its feature map, so that any encoder will do; the paper runs it once a tile.
 */
export const jigsaw: PretextTask = {
  title: 'Solve the jigsaw puzzle',
  kinds: ['images'],
  question: 'Which parts changed places? The model must know what belongs where.',
  paper: 'Noroozi, Favaro 2016, arXiv 1603.09246',
  defaults: { optimizer: 'adamw', learningRate: 1e-3, weightDecay: 1e-4, batchSize: 128 },
  build({ encoder, seed }) {
    const network = new Network('encoder', encoder.graph, seed);
    const [height = 0, width = 0] = encoder.graph.inputShape;
    const side = gridSide(height, width);
    const orders = ordersOf(side);
    const mapShape = shapeOf(encoder.graph, encoder.featureMap);
    const head = new Network('jigsaw_head', puzzleHead(mapShape, orders.length), seed);
    const answer = (shuffled: Tensor, training: boolean): Tensor => {
      const images = toNetworkRange(shuffled);
      const [map] = network.apply(images, training, [encoder.featureMap]) as [Tensor];
      return head.apply(map, training);
    };
    return {
      encoder: network,
      networks: [network, head],
      loss(images, random, training) {
        const classes = randomBelow(orders.length, dimension(images, 0), random);
        const logits = answer(shuffle(images, orders, side, classes, random), training);
        return {
          loss: crossEntropy(logits, classes),
          metrics: { jigsaw_accuracy: logits.argMax(1).equal(classes).toFloat().mean() },
        };
      },
      guess(images, random) {
        const classes = someOrders(images, orders.length);
        const shown = shuffle(images, orders, side, classes, random);
        const { guesses, texts } = answersIn(answer(shown, false), classes.dataSync());
        return [
          { caption: 'shuffled', images: shown },
          {
            caption: 'put back as guessed',
            images: putBack(
              shown,
              guesses.map((guess) => orders[guess] ?? []),
              side,
            ),
            texts,
          },
        ];
      },
    };
  },
  examples(images, random) {
    const side = gridSide(dimension(images, 1), dimension(images, 2));
    const orders = ordersOf(side);
    const classes = someOrders(images, orders.length);
    return [
      { caption: 'original', images },
      { caption: 'shuffled', images: shuffle(images, orders, side, classes, random) },
    ];
  },
};

/** Each image with its tiles in one of the orders. @param classes int32 `[batch]`: which */
function shuffle(
  images: Tensor,
  orders: readonly (readonly number[])[],
  side: number,
  classes: Tensor,
  random: StepRandom,
): Tensor {
  const size = [dimension(images, 1), dimension(images, 2)] as const;
  const table = tf.tensor2d(orders.flat(), [orders.length, side ** 2], 'int32');
  const cells = tf.gather(table, classes as never) as unknown as Tensor;
  return layTiles(cutTiles(images, cells, side, tileSize(side, size), random), side, size);
}

/** Puts the tiles of shuffled pictures where an order says that they came from. */
function putBack(images: Tensor, orders: readonly (readonly number[])[], side: number): Tensor {
  const [, height = 0, width = 0, channels = 0] = images.shape;
  const [h, w] = tileSize(side, [height, width]);
  const tiles = cutBlocks(images, [h, w]).reshape([-1, h, w, channels]);
  const from = orders.flatMap((order, image) =>
    order.map((_, place) => image * side ** 2 + order.indexOf(place)),
  );
  const ordered = tf.gather(tiles, tf.tensor1d(from, 'int32'));
  const shape = [orders.length, side ** 2, h, w, channels];
  return layTiles(ordered.reshape(shape) as Tensor, side, [height, width]);
}

/** The map's cells, joined to four a side at most, then the paper's two fully connected layers. */
function puzzleHead(mapShape: readonly number[], classes: number): Graph {
  const head = new GraphBuilder(mapShape);
  const window = Math.ceil(Math.max(mapShape[0] ?? 1, mapShape[1] ?? 1) / 4);
  const cells = head.add('averagePool', 'cells', [graphInput], { window });
  const flat = head.add('flatten', 'flat', [cells], {});
  const hidden = head.add('dense', 'hidden', [flat], { units: hiddenUnits, bias: false });
  const normalized = head.add('batchNorm', 'hidden_bn', [hidden], {});
  const active = head.add('relu', 'hidden_relu', [normalized], {});
  head.add('dense', 'logits', [active], { units: classes, bias: true });
  return head.build();
}
