import type { SampleSpec } from '../../../shared/sample-spec.ts';
import { dataKinds } from '../data-kinds/registry.ts';
import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { directionSpread } from '../evaluate/embedding-health.ts';
import { l2Normalize } from '../losses/l2-normalize.ts';
import { type Graph, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { type ProjectionHead, projectionHead } from '../models/projection-head.ts';
import type {
  PretextContext,
  PretextExample,
  PretextGuess,
  PretextLoss,
  PretextModel,
} from './pretext-task.ts';
import { takenFor } from './taken-for.ts';

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
  /** `[batch, …]`, samples as networks take them → `[batch, size]` */
  project(samples: Tensor, training: boolean): Tensor;
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
  const project: ProjectedEncoder['project'] = (samples, training) =>
    projector.apply(encoder.apply(samples, training), training);
  return { encoder, projector, project };
}

/** What a method that compares two views of each sample is made of. */
interface TwoViewMethod
  extends Pick<PretextModel, 'encoder' | 'networks' | 'average' | 'collapsedLoss'> {
  /**
   * The loss.
   * @param views `[2 · batch, …]` as networks see them: the first view of each sample, then the second of each. Both in
   *   one pass: one set of batch statistics, twice the work an operation.
   */
  compare(views: Tensor, training: boolean): PretextLoss;
  /** What the loss compares. */
  project: ProjectedEncoder['project'];
  /** Spread of such projections, see `PretextModel.spread`; of their directions when left out. */
  spread?(projections: Tensor): Tensor;
}

/** A pretext model out of what is the method's own. */
export function twoViewModel({ spec }: PretextContext, method: TwoViewMethod): PretextModel {
  const { compare, project, spread = spreadOfDirections, ...parts } = method;
  const { view, toNetwork } = dataKinds[spec.kind];
  return {
    ...parts,
    loss(samples, random, training) {
      const views = view(tf.concat([samples, samples], 0), 'contrast', random, spec);
      return compare(toNetwork(views), training);
    },
    spread: (samples) => spread(project(toNetwork(samples), false)),
    guess: (samples, random) => matchViews(samples, random, spec, project),
  };
}

const spreadOfDirections = (projections: Tensor): Tensor =>
  directionSpread(l2Normalize(projections));

/** Views of some samples, and for each the one among other views of them that the model takes for the same sample. */
export function matchViews(
  samples: Tensor,
  random: StepRandom,
  spec: SampleSpec,
  project: ProjectedEncoder['project'],
): PretextGuess[] {
  const { view, toNetwork } = dataKinds[spec.kind];
  const first = view(samples, 'contrast', random, spec);
  const second = view(samples, 'contrast', random, spec);
  const [here, there] = [first, second].map((views) =>
    l2Normalize(project(toNetwork(views), false)),
  ) as [Tensor, Tensor];
  return [{ caption: 'view', images: first }, takenFor(here, there, second)];
}

/** What a method of two views shows of some samples. */
export function twoViewExamples(
  samples: Tensor,
  random: StepRandom,
  spec: SampleSpec,
): PretextExample[] {
  const { view } = dataKinds[spec.kind];
  return [
    { caption: 'original', images: samples },
    { caption: 'view 1', images: view(samples, 'contrast', random, spec) },
    { caption: 'view 2', images: view(samples, 'contrast', random, spec) },
  ];
}
