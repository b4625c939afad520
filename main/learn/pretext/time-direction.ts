import type { Tensor } from '../engine/tensorflow.ts';
import { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';
import { answerHead, answersIn } from './answer-head.ts';
import { backwards, clipsOf } from './frames.ts';
import type { PretextTask } from './pretext-task.ts';
import { inTurn, pickVersions, versionLoss } from './versions.ts';

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
    const classifier = answerHead({ encoder, seed }, 'direction_head', 2);
    const answer = (shown: Tensor, training: boolean): Tensor =>
      classifier.apply(network.apply(toNetworkRange(shown), training), training);
    return {
      encoder: network,
      networks: [network, classifier],
      loss(clips, _random, training) {
        const { loss, accuracy } = versionLoss(
          [clips, backwards(clips, frames, channels)],
          (both) => answer(both, training),
        );
        return { loss, metrics: { direction_accuracy: accuracy } };
      },
      guess(clips) {
        const turned = inTurn(clips, 2);
        const shown = pickVersions([clips, backwards(clips, frames, channels)], turned);
        const { texts } = answersIn(answer(shown, false), turned, (guess) =>
          guess === 0 ? 'forwards' : 'backwards',
        );
        return [{ caption: 'shown', images: shown, texts }];
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
