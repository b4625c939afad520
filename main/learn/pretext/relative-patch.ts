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
 * patches as it will see pictures.
 */
export const relativePatch: PretextTask = {
  title: 'Place the second patch',
  question:
    'Where around the first patch does the second belong? The model must know the parts of things.',
  paper: 'Doersch, Gupta, Efros 2015, arXiv 1505.05192',
  defaults: { optimizer: 'adamw', learningRate: 1e-3, weightDecay: 1e-4, batchSize: 128 },
  build({ encoder, seed }) {
    const network = new Network('encoder', encoder.graph, seed);
    const [features = 0] = shapeOf(encoder.graph, encoder.graph.output);
    const head = new GraphBuilder([2 * features]);
    const hidden = head.add('dense', 'hidden', [graphInput], { units: features, bias: false });
    const normalized = head.add('batchNorm', 'hidden_bn', [hidden], {});
    const active = head.add('relu', 'hidden_relu', [normalized], {});
    head.add('dense', 'logits', [active], { units: places.length, bias: true });
    const classifier = new Network('relative_patch_head', head.build(), seed);
    const answer = ([first, second]: Pair, training: boolean): Tensor => {
      const batch = dimension(first, 0);
      const both = toNetworkRange(tf.concat([first, second], 0));
      const embeddings = tf.split(network.apply(both, training), [batch, batch], 0);
      return classifier.apply(tf.concat(embeddings, 1) as Tensor, training);
    };
    return {
      encoder: network,
      networks: [network, classifier],
      loss(images, random, training) {
        const classes = random
          .uniform([dimension(images, 0)], 0, places.length)
          .floor()
          .minimum(places.length - 1)
          .toInt() as Tensor;
        const logits = answer(pairs(images, classes, random), training);
        return {
          loss: crossEntropy(logits, classes),
          metrics: { relative_patch_accuracy: logits.argMax(1).equal(classes).toFloat().mean() },
        };
      },
      guess(images, random) {
        const classes = someClasses(images);
        const [first, second] = pairs(images, classes, random);
        const guesses = Array.from(answer([first, second], false).argMax(1).dataSync());
        const truth = Array.from(classes.dataSync());
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
    const [first, second] = pairs(images, someClasses(images), random);
    return [
      { caption: 'original', images },
      { caption: 'first patch', images: first },
      { caption: 'second patch', images: second },
    ];
  },
};

type Pair = readonly [first: Tensor, second: Tensor];

/** The middle patch and one around it, each as large as the image. @param classes int32 `[batch]`, of `places` */
function pairs(images: Tensor, classes: Tensor, random: StepRandom): Pair {
  const batch = dimension(images, 0);
  const beyond = classes.greaterEqual(tf.scalar(middle, 'int32')).toInt();
  const cells = tf.stack(
    [tf.fill([batch], middle, 'int32') as never, classes.add(beyond) as never],
    1,
  ) as unknown as Tensor;
  const size = [dimension(images, 1), dimension(images, 2)] as const;
  const tiles = cutTiles(images, cells, side, size, random);
  const shape = [batch, ...size, dimension(images, 3)];
  const [first, second] = tf.split(tiles, 2, 1).map((tile) => tile.reshape(shape)) as [
    Tensor,
    Tensor,
  ];
  return [first, second];
}

function someClasses(images: Tensor): Tensor {
  const classes = Array.from(
    { length: dimension(images, 0) },
    (_, i) => (3 * i + 1) % places.length,
  );
  return tf.tensor1d(classes, 'int32') as unknown as Tensor;
}
