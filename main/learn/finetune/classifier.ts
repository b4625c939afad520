import type { Tensor } from '../engine/tensorflow.ts';
import { tf } from '../engine/tensorflow.ts';
import type { EncoderGraph } from '../models/encoder.ts';
import { GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import type { LinearClassifier } from './logistic-regression.ts';

/** An encoder with a linear head: images in, logits of the classes out. */
export class ImageClassifier {
  readonly encoder: Network;
  readonly head: Network;

  constructor(encoder: EncoderGraph, classes: number, seed: number) {
    this.encoder = new Network('encoder', encoder.graph, seed);
    const features = shapeOf(encoder.graph, encoder.graph.output);
    const head = new GraphBuilder(features);
    head.add('dense', 'logits', [graphInput], { units: classes, bias: true });
    this.head = new Network('head', head.build(), seed);
  }

  get networks(): readonly Network[] {
    return [this.encoder, this.head];
  }

  /**
   * @param images `[batch, height, width, channels]`, −1…1
   * @returns `[batch, classes]`
   */
  logits(images: Tensor, training: boolean): Tensor {
    return this.head.apply(this.encoder.apply(images, training), training);
  }

  /** Class probabilities: `[batch, classes]`. */
  probabilities(images: Tensor): Tensor {
    return tf.softmax(this.logits(images, false)) as unknown as Tensor;
  }

  /** Sets the head to a linear classifier of the embedding. */
  setHead({ kernel, bias }: LinearClassifier): void {
    const kernelTensor = tf.tensor(kernel.values.slice(), [kernel.rows, kernel.columns]);
    const biasTensor = tf.tensor1d(bias.slice());
    this.head.parameter('head/logits/kernel').assign(kernelTensor as never);
    this.head.parameter('head/logits/bias').assign(biasTensor as never);
    tf.dispose([kernelTensor, biasTensor]);
  }

  dispose(): void {
    for (const network of this.networks) network.dispose();
  }
}
