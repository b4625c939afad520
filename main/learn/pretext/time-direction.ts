import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';
import { asTheyAre, clipsOf, inOrder } from './frames.ts';
import type { PretextTask } from './pretext-task.ts';

const fewestFrames = 2;

/**
 * The arrow of time: each clip forwards and backwards, and the model says which way it runs (Wei, Lim, Zisserman, Freeman 2018, Learning and
 * Using the Arrow of Time, CVPR, section 3; the question is of Pickup et al. 2014, Seeing the Arrow of Time, CVPR). Both in one batch, as rotations are, so
 * that neither can be told by what else is in it. The paper takes optical flow; here the encoder sees the frames.
 */
export const timeDirection: PretextTask = {
  title: 'Which way does time run?',
  kinds: ['video'],
  question: 'Is this clip played forwards or backwards? The model must know how things move.',
  paper: 'Wei, Lim, Zisserman, Freeman 2018, Learning and Using the Arrow of Time, CVPR',
  defaults: { optimizer: 'adamw', learningRate: 1e-3, weightDecay: 1e-4, batchSize: 64 },
  build({ encoder, spec, seed }) {
    const { frames, channels } = clipsOf(spec, timeDirection.title, fewestFrames);
    const network = new Network('encoder', encoder.graph, seed);
    const head = new GraphBuilder(shapeOf(encoder.graph, encoder.graph.output));
    head.add('dense', 'logits', [graphInput], { units: 2, bias: true });
    const classifier = new Network('direction_head', head.build(), seed);
    const answer = (shown: Tensor, training: boolean): Tensor =>
      classifier.apply(network.apply(toNetworkRange(shown), training), training);
    return {
      encoder: network,
      networks: [network, classifier],
      loss(clips, _random, training) {
        const batch = dimension(clips, 0);
        const both = tf.concat([clips, backwards(clips, frames, channels)], 0) as Tensor;
        const directions = tf.concat(
          [0, 1].map((direction) => tf.fill([batch], direction, 'int32')),
          0,
        ) as Tensor;
        const logits = answer(both, training);
        return {
          loss: crossEntropy(logits, directions),
          metrics: { direction_accuracy: logits.argMax(1).equal(directions).toFloat().mean() },
        };
      },
      guess(clips) {
        const count = dimension(clips, 0);
        const turned = Array.from({ length: count }, (_, i) => i % 2);
        const isTurned = tf.tensor(turned, [count, 1, 1, 1]);
        const shown = clips.add(backwards(clips, frames, channels).sub(clips).mul(isTurned));
        const sure = tf.softmax(answer(shown, false));
        const guesses = Array.from(sure.argMax(1).dataSync());
        const shares = sure.max(1).dataSync();
        return [
          {
            caption: 'shown',
            images: shown,
            texts: guesses.map(
              (guess, i) =>
                `${guess === turned[i] ? 'right' : 'wrong'}: ${guess === 0 ? 'forwards' : 'backwards'}, ${Math.round(100 * (shares[i] ?? 0))} % sure`,
            ),
          },
        ];
      },
    };
  },
  examples(clips, _random, spec) {
    const { frames, channels } = clipsOf(spec, timeDirection.title, fewestFrames);
    return [
      { caption: 'forwards', images: clips },
      { caption: 'backwards', images: backwards(clips, frames, channels) },
    ];
  },
};

function backwards(clips: Tensor, frames: number, channels: number): Tensor {
  return inOrder(clips, channels, asTheyAre(frames).toReversed());
}
