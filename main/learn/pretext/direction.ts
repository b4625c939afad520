import { type Tensor, tf } from '../engine/tensorflow.ts';
import { Network } from '../models/network.ts';
import { answerHead, answersIn } from './answer-head.ts';
import type { PretextTask } from './pretext-task.ts';
import { inTurn, pickVersions, versionLoss } from './versions.ts';

/**
 * Direction of time: each clip forwards and backwards, the model says which is which (Wei, Lim, Zisserman, Freeman 2018,
 * Learning and Using the Arrow of Time, section 3, of videos; here of sound).
 */
export const direction: PretextTask = {
  title: 'Forwards or backwards?',
  kinds: ['audio'],
  question:
    'Is this recording played backwards? The model must know how sounds begin and how they die away.',
  paper: 'Wei, Lim, Zisserman, Freeman 2018, CVPR (the arrow of time, of videos)',
  defaults: { optimizer: 'adamw', learningRate: 1e-3, weightDecay: 1e-4, batchSize: 64 },
  build(context) {
    const network = new Network('encoder', context.encoder.graph, context.seed);
    const classifier = answerHead(context, 'direction_head', 2);
    const logitsOf = (waveforms: Tensor, training: boolean): Tensor =>
      classifier.apply(network.apply(waveforms, training), training);
    return {
      encoder: network,
      networks: [network, classifier],
      loss(samples, _random, training) {
        const { loss, accuracy } = versionLoss([samples, backwards(samples)], (all) =>
          logitsOf(all, training),
        );
        return { loss, metrics: { direction_accuracy: accuracy } };
      },
      guess(samples) {
        const odd = inTurn(samples, 2);
        const shown = pickVersions([samples, backwards(samples)], odd);
        const { texts } = answersIn(logitsOf(shown, false), odd, (answer) =>
          answer === 1 ? 'backwards' : 'forwards',
        );
        return [{ caption: 'played', images: shown, texts }];
      },
    };
  },
  examples: (samples) => [
    { caption: 'forwards', images: samples },
    { caption: 'backwards', images: backwards(samples) },
  ],
};

/** `[batch, samples]`, the last sample first. */
function backwards(waveforms: Tensor): Tensor {
  return tf.reverse(waveforms as never, 1) as unknown as Tensor;
}
