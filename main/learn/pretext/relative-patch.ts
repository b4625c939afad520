import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';
import type { PretextTask } from './pretext-task.ts';
import { cutTiles } from './tiles.ts';

/** Cells of the grid, row by row; the one in the middle is the first patch. */
const side = 3;
const middle = 4;
const around = [0, 1, 2, 3, 5, 6, 7, 8];
const places = [
  'above left',
  'above',
  'above right',
  'left',
  'right',
  'below left',
  'below',
  'below right',
] as const;

/**
 * Relative position: where does a second patch lie around the first, of eight places (Doersch, Gupta, Efros 2015,
 * arXiv 1505.05192, section 3)? Both patches are enlarged to the size of the image, so that the encoder sees
 * patches as it will see pictures. All eight pairs of an image are in one batch: they share the first patch's embedding.
 */
export const relativePatch: PretextTask = {
  title: 'Place the second patch',
  kinds: ['images'],
  question:
    'Where around the first patch does the second belong? The model must know the parts of things.',
  paper: 'Doersch, Gupta, Efros 2015, arXiv 1505.05192',
  defaults: { optimizer: 'adamw', learningRate: 1e-3, weightDecay: 1e-4, batchSize: 32 },
  build({ encoder, seed }) {
    const network = new Network('encoder', encoder.graph, seed);
    const [features = 0] = shapeOf(encoder.graph, encoder.graph.output);
    const head = new GraphBuilder([2 * features]);
    const hidden = head.add('dense', 'hidden', [graphInput], { units: features, bias: true });
    const active = head.add('relu', 'hidden_relu', [hidden], {});
    head.add('dense', 'logits', [active], { units: places.length, bias: true });
    const classifier = new Network('relative_patch_head', head.build(), seed);
    /** @param others embeddings, the same number for each of the first ones */
    const answer = (first: Tensor, others: Tensor, training: boolean): Tensor => {
      const times = dimension(others, 0) / dimension(first, 0);
      const repeated = first.expandDims(1).tile([1, times, 1]).reshape([-1, features]);
      return classifier.apply(tf.concat([repeated, others], 1) as Tensor, training);
    };
    const embed = (tiles: Tensor, training: boolean): Tensor =>
      network.apply(toNetworkRange(tiles), training);
    return {
      encoder: network,
      networks: [network, classifier],
      loss(images, random, training) {
        const batch = dimension(images, 0);
        const tiles = cutAll(images, random);
        const [first, others] = tf.split(
          embed(tiles, training),
          [batch, batch * around.length],
          0,
        ) as [Tensor, Tensor];
        const classes = tf.range(0, places.length, 1, 'int32').tile([batch]) as unknown as Tensor;
        const logits = answer(first, others, training);
        return {
          loss: crossEntropy(logits, classes),
          metrics: { relative_patch_accuracy: logits.argMax(1).equal(classes).toFloat().mean() },
        };
      },
      guess(images, random) {
        const truth = somePlaces(images);
        const [first, second] = pairs(images, truth, random);
        const logits = answer(embed(first, false), embed(second, false), false);
        const guesses = Array.from(logits.argMax(1).dataSync());
        return [
          { caption: 'first patch', images: first },
          {
            caption: 'second patch',
            images: second,
            texts: guesses.map(
              (guess, i) => `${guess === truth[i] ? 'right' : 'wrong'}: ${places[guess] ?? ''}`,
            ),
          },
        ];
      },
    };
  },
  examples(images, random) {
    const [first, second] = pairs(images, somePlaces(images), random);
    return [
      { caption: 'original', images },
      { caption: 'first patch', images: first },
      { caption: 'second patch', images: second },
    ];
  },
};

/**
 * The middle patch of each image, then the eight around it, image by image, each as large as an image:
 * `[batch · 9, height, width, channels]`. All pairs of an image share the middle one's embedding.
 */
function cutAll(images: Tensor, random: StepRandom): Tensor {
  const batch = dimension(images, 0);
  const order = [middle, ...around];
  const cells = tf.tensor2d(order, [1, order.length], 'int32').tile([batch, 1]);
  const size = [dimension(images, 1), dimension(images, 2)] as const;
  const shape = [-1, ...size, dimension(images, 3)];
  const tiles = cutTiles(images, cells as unknown as Tensor, side, size, random);
  const [first, others] = tf.split(tiles, [1, around.length], 1) as [Tensor, Tensor];
  return tf.concat([first.reshape(shape), others.reshape(shape)] as never, 0) as Tensor;
}

/** The middle patch of each image and one around it. @param which index in `places` for each image */
function pairs(images: Tensor, which: readonly number[], random: StepRandom): [Tensor, Tensor] {
  const batch = dimension(images, 0);
  const [first, others] = tf.split(cutAll(images, random), [batch, batch * around.length], 0) as [
    Tensor,
    Tensor,
  ];
  const rows = which.map((place, image) => image * around.length + place);
  return [first, tf.gather(others, tf.tensor1d(rows, 'int32')) as Tensor];
}

/** A place for each image, spread over all. */
function somePlaces(images: Tensor): number[] {
  return Array.from({ length: dimension(images, 0) }, (_, i) => (3 * i + 1) % places.length);
}
