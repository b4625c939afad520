import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';
import { clipsOf, inOrder, randomBelow, takeFrames } from './frames.ts';
import type { PretextTask } from './pretext-task.ts';

/** Two different frames at either speed. */
const fewestFrames = 4;

/**
 * Playback speed: a part of each clip, and the whole of it at twice the speed, and the model says which is which (SpeedNet: Benaim et al. 2020,
 * arXiv 2004.06130, section 3). Both are in one batch, as there (“same-batch training”), and of as many frames: half of the clip's, each shown
 * twice, since an encoder takes clips of one length and frames between frames would give the slow one away.
 */
export const playbackSpeed: PretextTask = {
  title: 'Fast or slow?',
  kinds: ['video'],
  question:
    'Is this clip played at its own speed or slowed down? The model must know how fast things move.',
  paper: 'Benaim et al. 2020, arXiv 2004.06130',
  defaults: { optimizer: 'adamw', learningRate: 1e-3, weightDecay: 1e-4, batchSize: 64 },
  build({ encoder, spec, seed }) {
    const { frames, channels } = clipsOf(spec, playbackSpeed.title, fewestFrames);
    const network = new Network('encoder', encoder.graph, seed);
    const head = new GraphBuilder(shapeOf(encoder.graph, encoder.graph.output));
    head.add('dense', 'logits', [graphInput], { units: 2, bias: true });
    const classifier = new Network('speed_head', head.build(), seed);
    const answer = (shown: Tensor, training: boolean): Tensor =>
      classifier.apply(network.apply(toNetworkRange(shown), training), training);
    return {
      encoder: network,
      networks: [network, classifier],
      loss(clips, random, training) {
        const batch = dimension(clips, 0);
        // The slow part begins anywhere.
        const begin = randomBelow(frames - shownFrames(frames) + 1, batch, random);
        const both = tf.concat(
          [slow(clips, frames, channels, begin), fast(clips, frames, channels)],
          0,
        );
        const speeds = tf.concat(
          [0, 1].map((speed) => tf.fill([batch], speed, 'int32')),
          0,
        ) as Tensor;
        const logits = answer(both as Tensor, training);
        return {
          loss: crossEntropy(logits, speeds),
          metrics: { playback_accuracy: logits.argMax(1).equal(speeds).toFloat().mean() },
        };
      },
      guess(clips) {
        const count = dimension(clips, 0);
        const speeds = Array.from({ length: count }, (_, i) => i % 2);
        const isFast = tf.tensor(speeds, [count, 1, 1, 1]);
        const slowed = slow(clips, frames, channels, middle(clips, frames));
        const shown = slowed.add(fast(clips, frames, channels).sub(slowed).mul(isFast));
        const sure = tf.softmax(answer(shown, false));
        const guesses = Array.from(sure.argMax(1).dataSync());
        const shares = sure.max(1).dataSync();
        return [
          {
            caption: 'shown',
            images: shown,
            texts: guesses.map(
              (guess, i) =>
                `${guess === speeds[i] ? 'right' : 'wrong'}: ${guess === 0 ? 'slow' : 'its own speed'}, ${Math.round(100 * (shares[i] ?? 0))} % sure`,
            ),
          },
        ];
      },
    };
  },
  examples(clips, _random, spec) {
    const { frames, channels } = clipsOf(spec, playbackSpeed.title, fewestFrames);
    return [
      { caption: 'slow', images: slow(clips, frames, channels, middle(clips, frames)) },
      { caption: 'its own speed', images: fast(clips, frames, channels) },
    ];
  },
};

/** Different frames that are seen at either speed. */
const shownFrames = (frames: number): number => Math.ceil(frames / 2);

/** The slow part from the middle of each clip: int32 `[batch]`. */
function middle(clips: Tensor, frames: number): Tensor {
  const begin = Math.floor((frames - shownFrames(frames)) / 2);
  return tf.fill([dimension(clips, 0)], begin, 'int32') as Tensor;
}

/** Half of the frames in a row, each twice. @param begin int32 `[batch]`: the first of them */
function slow(clips: Tensor, frames: number, channels: number, begin: Tensor): Tensor {
  const steps = tf.tensor2d([heldFrames(frames, 1)], [1, frames], 'int32');
  return takeFrames(clips, channels, begin.expandDims(1).add(steps) as Tensor);
}

/** Every second frame, each twice. */
function fast(clips: Tensor, frames: number, channels: number): Tensor {
  return inOrder(clips, channels, heldFrames(frames, 2));
}

const heldFrames = (frames: number, stride: number): number[] =>
  Array.from({ length: frames }, (_, place) => stride * Math.floor(place / 2));
