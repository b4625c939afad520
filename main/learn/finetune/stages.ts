import { type Tensor, tf } from '../engine/tensorflow.ts';
import type { Network } from '../models/network.ts';

/** A network as part of a model: run up to one of its nodes, whose value goes on. */
export interface Stage {
  network: Network;
  output: string;
}

/** Anything that gives classes to images: one stage after another, then softmax. */
export interface Classifier {
  /** The first takes `[height, width, channels]`, −1…1; the last gives `[classes]`, logits. */
  readonly stages: readonly Stage[];
}

/**
 * @param images `[batch, height, width, channels]`, −1…1
 * @param training batch statistics are used and the running ones move
 * @returns `[batch, classes]`
 */
export function logitsOf({ stages }: Classifier, images: Tensor, training: boolean): Tensor {
  return stages.reduce((value, { network, output }) => {
    const [result] = network.apply(value, training, [output]) as [Tensor];
    return result;
  }, images);
}

/** Class probabilities: `[batch, classes]`. Images as for `logitsOf`. */
export function probabilitiesOf(classifier: Classifier, images: Tensor): Tensor {
  return tf.softmax(logitsOf(classifier, images, false)) as unknown as Tensor;
}

export function disposeClassifier({ stages }: Classifier): void {
  for (const { network } of stages) network.dispose();
}
