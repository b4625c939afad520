import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { Network } from '../models/network.ts';
import type { PretextTask } from './pretext-task.ts';
import { answerHead } from './waveforms.ts';

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
        const batch = dimension(samples, 0);
        const both = tf.concat([samples, backwards(samples)], 0) as Tensor;
        const answers = tf.concat([0, 1].map((turn) => tf.fill([batch], turn, 'int32'))) as Tensor;
        const logits = logitsOf(both, training);
        return {
          loss: crossEntropy(logits, answers),
          metrics: { direction_accuracy: logits.argMax(1).equal(answers).toFloat().mean() },
        };
      },
      guess(samples) {
        const reversed = backwards(samples);
        const count = dimension(samples, 0);
        const odd = Array.from({ length: count }, (_, i) => i % 2);
        const shown = tf.concat(
          odd.map((turn, i) => (turn === 1 ? reversed : samples).slice([i], [1])),
          0,
        ) as Tensor;
        const sure = tf.softmax(logitsOf(shown, false));
        const shares = sure.max(1).dataSync();
        const texts = Array.from(sure.argMax(1).dataSync(), (answer, i) => {
          const verdict = answer === odd[i] ? 'right' : 'wrong';
          const way = answer === 1 ? 'backwards' : 'forwards';
          return `${verdict}: ${way}, ${Math.round(100 * (shares[i] ?? 0))} % sure`;
        });
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
