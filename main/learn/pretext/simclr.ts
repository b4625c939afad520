import { randomView, type ViewRecipe } from '../augment/view.ts';
import type { StepRandom } from '../engine/random.ts';
import { asRank2, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { l2Normalize } from '../losses/l2-normalize.ts';
import { ntXent } from '../losses/nt-xent.ts';
import { GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';
import type { PretextTask } from './pretext-task.ts';

/** τ of equation 1; 0.5 is the paper's best for CIFAR-10 (appendix B.9). */
const temperature = 0.5;
const projectionSize = 128;

/** From this side on, pixels, blur leaves something to see. */
const blurFrom = 64;

/**
 * Milder than the paper's ImageNet recipe: at 28–96 pixels a crop of 8 % of the area leaves
 * nothing to recognize, and blur removes what little detail there is (appendix B.9 drops it at 32).
 */
function recipeFor(side: number): ViewRecipe {
  return {
    geometry: { cropArea: [0.3, 1], aspect: 4 / 3, flip: 0.5, rotation: 10 },
    color: {
      brightness: 0.4,
      contrast: 0.4,
      saturation: 0.4,
      hue: 0.1,
      probability: 0.8,
      greyscale: 0.2,
    },
    ...(side < blurFrom ? {} : { blur: { sigma: [0.1, 2], kernel: 0.1, probability: 0.5 } }),
  };
}

type Rank2 = ReturnType<typeof asRank2>;

/**
 * SimCLR: two random views of each image must find each other among all views of the batch
 * (Chen et al. 2020, arXiv 2002.05709, algorithm 1).
 */
export const simclr: PretextTask = {
  title: 'Find the other view',
  question:
    'Which of these is the same picture, cropped and recoloured? The model must see past what does not matter.',
  paper: 'Chen, Kornblith, Norouzi, Hinton 2020, arXiv 2002.05709',
  defaults: { optimizer: 'adamw', learningRate: 2e-3, weightDecay: 1e-4, batchSize: 128 },
  build({ encoder, seed }) {
    const network = new Network('encoder', encoder.graph, seed);
    const [height = 0, width = 0] = encoder.graph.inputShape;
    const recipe = recipeFor(Math.min(height, width));
    const [features = 0] = shapeOf(encoder.graph, encoder.graph.output);
    const head = new GraphBuilder([features]);
    // The non-linear projection head g of section 4.2.
    const hidden = head.add('dense', 'hidden', [graphInput], { units: features, bias: false });
    const normalized = head.add('batchNorm', 'hidden_bn', [hidden], {});
    const active = head.add('relu', 'hidden_relu', [normalized], {});
    head.add('dense', 'projection', [active], { units: projectionSize, bias: false });
    const projector = new Network('projector', head.build(), seed);
    return {
      encoder: network,
      networks: [network, projector],
      loss(images, random, training) {
        const batch = dimension(images, 0);
        // Both views in one pass: one set of batch statistics, twice the work an operation.
        const both = tf.concat([images, images], 0);
        const views = randomView(both, recipe, random);
        const embedding = network.apply(toNetworkRange(views), training);
        const [first, second] = tf.split(
          projector.apply(embedding, training),
          [batch, batch],
          0,
        ) as [Tensor, Tensor];
        return { loss: ntXent(first, second, temperature), metrics: {} };
      },
      guess(images, random) {
        const view = (): Tensor => randomView(images, recipe, random);
        const [first, second] = [view(), view()];
        const [here, there] = [first, second].map((views) =>
          asRank2(l2Normalize(projector.apply(network.apply(toNetworkRange(views), false), false))),
        ) as [Rank2, Rank2];
        const taken = tf.matMul(here, there, false, true).argMax(1);
        const guesses = Array.from(taken.dataSync());
        return [
          { caption: 'view', images: first },
          {
            caption: 'taken for',
            images: tf.concat(
              guesses.map((guess) => second.slice([guess], [1])),
              0,
            ) as Tensor,
            texts: guesses.map((guess, i) => (guess === i ? 'right' : 'wrong')),
          },
        ];
      },
    };
  },
  examples: (images, random) => [
    { caption: 'original', images },
    { caption: 'view 1', images: viewsOf(images, random) },
    { caption: 'view 2', images: viewsOf(images, random) },
  ],
};

function viewsOf(images: Tensor, random: StepRandom): Tensor {
  return randomView(images, recipeFor(dimension(images, 1)), random);
}
