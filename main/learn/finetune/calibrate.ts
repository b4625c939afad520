import type { Matrix } from '../data/matrix.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import type { Network } from '../models/network.ts';
import { stack } from './stack.ts';
import type { Classifier } from './stages.ts';
import { type Trial, triedLabels } from './trial.ts';

/** What a classifier's logits are multiplied by to be as sure as it is right on labels that it had not seen; 1 when nothing was tried. See `calibrate`. */
export function sureness(trial: Trial | null, labels: Int32Array): number {
  return trial === null ? 1 : fitted(trial, labels).factor;
}

function fitted(trial: Trial, labels: Int32Array): { factor: number; logits: Matrix } {
  const { weights, logits } = stack([trial.logits], triedLabels(trial, labels), [1]);
  return { factor: weights[0] ?? 1, logits };
}

/**
 * Makes a classifier as sure as it is right on labels that it had not seen: its logits are multiplied by 1 / T (Guo, Pleiss, Sun,
 * Weinberger 2017, arXiv 1706.04599, section 4.2), where T stays nearer to 1 the fewer labels there are. No class changes.
 * @param labels of all labelled images
 * @returns the trial, as sure
 */
export function calibrate(classifier: Classifier, trial: Trial, labels: Int32Array): Trial {
  const { factor, logits } = fitted(trial, labels);
  const last = classifier.stages.at(-1);
  if (last !== undefined) scaleNode(last.network, last.output, factor);
  return { ...trial, logits };
}

/** Multiplies what a node gives: a dense layer, or a sum of such. */
function scaleNode(network: Network, name: string, factor: number): void {
  const node = network.graph.nodes.find((each) => each.name === name);
  if (node?.kind === 'add') {
    for (const input of node.inputs) scaleNode(network, input, factor);
    return;
  }
  if (node?.kind !== 'dense') throw new RangeError(`"${name}" gives no logits that can be scaled`);
  for (const last of node.config.bias ? ['kernel', 'bias'] : ['kernel']) {
    const variable = network.parameterOf(name, last);
    tf.tidy(() => variable.assign((variable as unknown as Tensor).mul(factor) as never));
  }
}
