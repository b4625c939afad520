import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';
import { answerHead, answersIn } from './answer-head.ts';
import { clipsOf, inOrder, takeFrames } from './frames.ts';
import { randomBelow } from './orders.ts';
import type { PretextTask } from './pretext-task.ts';
import { inTurn, pickVersions, versionLoss } from './versions.ts';

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
    const classifier = answerHead({ encoder, seed }, 'speed_head', 2);
    const answer = (shown: Tensor, training: boolean): Tensor =>
      classifier.apply(network.apply(toNetworkRange(shown), training), training);
    return {
      encoder: network,
      networks: [network, classifier],
      loss(clips, random, training) {
        // The slow part begins anywhere.
        const room = frames - shownFrames(frames) + 1;
        const begin = randomBelow(room, dimension(clips, 0), random);
        const { loss, accuracy } = versionLoss(
          [slow(clips, frames, channels, begin), fast(clips, frames, channels)],
          (both) => answer(both, training),
        );
        return { loss, metrics: { playback_accuracy: accuracy } };
      },
      guess(clips) {
        const speeds = inTurn(clips, 2);
        const slowed = slow(clips, frames, channels, middle(clips, frames));
        const shown = pickVersions([slowed, fast(clips, frames, channels)], speeds);
        const { texts } = answersIn(answer(shown, false), speeds, (guess) =>
          guess === 0 ? 'slow' : 'its own speed',
        );
        return [{ caption: 'shown', images: shown, texts }];
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
