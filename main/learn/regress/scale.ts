import { tf, type Variable } from '../engine/tensorflow.ts';
import type { ImageClassifier } from '../finetune/classifier.ts';

/** Networks learn numbers of mean 0 and deviation 1. */
export interface Scale {
  mean: number;
  deviation: number;
}

export function scaleOf(targets: Float32Array): Scale {
  const mean = targets.reduce((sum, each) => sum + each, 0) / targets.length;
  const squares = targets.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / targets.length) || 1 };
}

export const scaled = (value: number, { mean, deviation }: Scale): number =>
  (value - mean) / deviation;

export const unscaled = (value: number, { mean, deviation }: Scale): number =>
  value * deviation + mean;

/** Makes a network that gives scaled values give them in units of the labels. */
export function toUnits({ head }: ImageClassifier, { mean, deviation }: Scale): void {
  const [kernel, bias] = ['kernel', 'bias'].map((last) => head.parameterOf('logits', last)) as [
    Variable,
    Variable,
  ];
  tf.tidy(() => {
    kernel.assign(kernel.mul(deviation) as never);
    bias.assign(bias.mul(deviation).add(mean) as never);
  });
}
