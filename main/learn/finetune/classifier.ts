import { type Tensor, tf } from '../engine/tensorflow.ts';
import type { EncoderGraph } from '../models/encoder.ts';
import { type Graph, GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { setDense } from '../models/set-dense.ts';
import type { LinearClassifier } from './logistic-regression.ts';
import type { Classifier, Stage } from './stages.ts';

/** The head sees the feature map on a grid of at most this many cells a side. */
const gridSide = 4;
const featuresNode = 'features';
const logitsNode = 'logits';

/**
 * An encoder with a linear head: images in, logits of the classes out. The head reads a coarse
 * grid of the feature map, not its mean alone: where a feature lies says a good deal, and with ten
 * labels a class on Fashion-MNIST the grid is worth two points (docs/benchmarks.md).
 */
export class ImageClassifier implements Classifier {
  readonly encoder: Network;
  readonly head: Network;
  readonly stages: readonly Stage[];

  constructor(encoder: EncoderGraph, classes: number, seed: number) {
    this.encoder = new Network('encoder', encoder.graph, seed);
    this.head = new Network('head', gridHead(encoder, classes), seed);
    this.stages = [
      { network: this.encoder, output: encoder.featureMap },
      { network: this.head, output: logitsNode },
    ];
  }

  get networks(): readonly Network[] {
    return [this.encoder, this.head];
  }

  /**
   * What the head's linear layer sees.
   * @param images `[batch, height, width, channels]`, −1…1
   * @returns `[batch, features]`
   */
  features(images: Tensor): Tensor {
    const featureMap = this.stages[0]?.output ?? '';
    const [map] = this.encoder.apply(images, false, [featureMap]) as [Tensor];
    const [features] = this.head.apply(map, false, [featuresNode]) as [Tensor];
    return features;
  }

  /** Sets the head's linear layer to a classifier of `features`. */
  setHead(linear: LinearClassifier): void {
    setDense(this.head, logitsNode, linear.kernel, linear.bias);
  }

  /** @param offsets one a class */
  addToLogits(offsets: Float32Array): void {
    const bias = this.head.parameterOf(logitsNode, 'bias');
    tf.tidy(() => bias.assign(tf.add(bias as never, tf.tensor1d(offsets.slice())) as never));
  }
}

/** The plainest baseline: a linear classifier of the pixels. */
export class PixelClassifier implements Classifier {
  readonly head: Network;
  readonly stages: readonly Stage[];

  /** @param inputShape `[height, width, channels]` */
  constructor(inputShape: readonly number[], classes: number) {
    const graph = new GraphBuilder(inputShape);
    const features = graph.add('flatten', featuresNode, [graphInput], {});
    graph.add('dense', logitsNode, [features], { units: classes, bias: true });
    this.head = new Network('pixels', graph.build(), 0);
    this.stages = [{ network: this.head, output: logitsNode }];
  }

  setHead(linear: LinearClassifier): void {
    setDense(this.head, logitsNode, linear.kernel, linear.bias);
  }
}

/**
 * Adds what a head sees of a feature map: of one with height and width its means over a coarse grid, flat.
 * @param prefix of the nodes' names
 * @returns name of the node
 */
export function gridNodes(
  builder: GraphBuilder,
  map: string,
  shape: readonly number[],
  prefix = '',
): string {
  const flat = (of: string): string => builder.add('flatten', `${prefix}${featuresNode}`, [of], {});
  if (shape.length === 1) return flat(map);
  const window = Math.ceil(Math.max(shape[0] ?? 1, shape[1] ?? 1) / gridSide);
  return flat(builder.add('averagePool', `${prefix}grid`, [map], { window }));
}

function gridHead(encoder: EncoderGraph, classes: number): Graph {
  const shape = shapeOf(encoder.graph, encoder.featureMap);
  const head = new GraphBuilder(shape);
  const features = gridNodes(head, graphInput, shape);
  head.add('dense', logitsNode, [features], { units: classes, bias: true });
  return head.build();
}
