import { randomView, type ViewRecipe } from '../augment/view.ts';
import type { StepRandom } from '../engine/random.ts';
import { asRank2, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { directionSpread } from '../evaluate/embedding-health.ts';
import { l2Normalize } from '../losses/l2-normalize.ts';
import { type Graph, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { type ProjectionHead, projectionHead } from '../models/projection-head.ts';
import { toNetworkRange } from '../models/scaling.ts';
import type {
  PretextContext,
  PretextExample,
  PretextGuess,
  PretextLoss,
  PretextModel,
} from './pretext-task.ts';

/** From this side on, pixels, blur leaves something to see. */
const blurFrom = 64;

/**
 * How a view of an image is made. Milder than SimCLR's recipe for ImageNet: at 28–96 pixels a crop of 8 % of the area
 * leaves nothing to recognize, and blur removes what little detail there is (arXiv 2002.05709, appendix B.9 drops it
 * at 32).
 *
 * @param side pixels
 */
export function viewRecipe(side: number): ViewRecipe {
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

/** Shorter side of what an encoder sees, pixels. */
export function sideOf({ inputShape: [height = 0, width = 0] }: Graph): number {
  return Math.min(height, width);
}

/** The two halves of a batch of both views: first ones, second ones. */
export function halves(both: Tensor): [Tensor, Tensor] {
  const batch = dimension(both, 0) / 2;
  return tf.split(both, [batch, batch], 0) as [Tensor, Tensor];
}

/** An encoder with the head between it and the loss. */
export interface ProjectedEncoder {
  encoder: Network;
  projector: Network;
  /** `[batch, …]`, images as networks see them → `[batch, size]` */
  project(images: Tensor, training: boolean): Tensor;
}

export function projectedEncoder(
  { encoder: { graph }, seed }: PretextContext,
  head: ProjectionHead,
): ProjectedEncoder {
  const [features = 0] = shapeOf(graph, graph.output);
  return joined(
    new Network('encoder', graph, seed),
    projectionHead('projector', features, head, seed),
  );
}

/** Two networks as one. */
export function joined(encoder: Network, projector: Network): ProjectedEncoder {
  const project: ProjectedEncoder['project'] = (images, training) =>
    projector.apply(encoder.apply(images, training), training);
  return { encoder, projector, project };
}

/** What a method that compares two views of each image is made of. */
interface TwoViewMethod
  extends Pick<PretextModel, 'encoder' | 'networks' | 'average' | 'collapsedLoss'> {
  /**
   * The loss.
   * @param views `[2 · batch, …]` as networks see them: the first view of each image, then the second of each. Both in
   *   one pass: one set of batch statistics, twice the work an operation.
   */
  compare(views: Tensor, training: boolean): PretextLoss;
  /** What the loss compares. */
  project: ProjectedEncoder['project'];
  /** Spread of such projections, see `PretextModel.spread`; of their directions when left out. */
  spread?(projections: Tensor): Tensor;
}

/** A pretext model out of what is the method's own. */
export function twoViewModel(method: TwoViewMethod): PretextModel {
  const { compare, project, spread = spreadOfDirections, ...parts } = method;
  const recipe = viewRecipe(sideOf(parts.encoder.graph));
  return {
    ...parts,
    loss(images, random, training) {
      const views = randomView(tf.concat([images, images], 0), recipe, random);
      return compare(toNetworkRange(views), training);
    },
    spread: (images) => spread(project(toNetworkRange(images), false)),
    guess: (images, random) => matchViews(images, recipe, random, project),
  };
}

const spreadOfDirections = (projections: Tensor): Tensor =>
  directionSpread(l2Normalize(projections));

/** Views of some images, and for each the one among other views of them that the model takes for the same image. */
export function matchViews(
  images: Tensor,
  recipe: ViewRecipe,
  random: StepRandom,
  project: ProjectedEncoder['project'],
): PretextGuess[] {
  const first = randomView(images, recipe, random);
  const second = randomView(images, recipe, random);
  const [here, there] = [first, second].map((views) =>
    asRank2(l2Normalize(project(toNetworkRange(views), false))),
  ) as [Rank2, Rank2];
  const guesses = Array.from(tf.matMul(here, there, false, true).argMax(1).dataSync());
  const taken = guesses.map((guess) => second.slice([guess], [1]));
  return [
    { caption: 'view', images: first },
    {
      caption: 'taken for',
      images: tf.concat(taken, 0) as Tensor,
      texts: guesses.map((guess, i) => (guess === i ? 'right' : 'wrong')),
    },
  ];
}

type Rank2 = ReturnType<typeof asRank2>;

/** What a method of two views shows of some images. */
export function twoViewExamples(images: Tensor, random: StepRandom): PretextExample[] {
  const recipe = viewRecipe(Math.min(dimension(images, 1), dimension(images, 2)));
  return [
    { caption: 'original', images },
    { caption: 'view 1', images: randomView(images, recipe, random) },
    { caption: 'view 2', images: randomView(images, recipe, random) },
  ];
}
