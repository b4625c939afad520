import { asRank4, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';
import { answerHead, answersIn } from './answer-head.ts';
import type { PretextTask } from './pretext-task.ts';
import { pickVersions, versionLoss } from './versions.ts';

/**
 * Rotation prediction: each image in its four rotations, the model names the rotation
 * (Gidaris, Singh, Komodakis 2018, arXiv 1803.07728, eq. 1–3; all four copies in one batch, section 3.1).
 */
export const rotation: PretextTask = {
  title: 'Guess the rotation',
  kinds: ['images', 'video'],
  question: 'Which way up is this picture? The model must know what the things in it look like.',
  paper: 'Gidaris, Singh, Komodakis 2018, arXiv 1803.07728',
  defaults: { optimizer: 'adamw', learningRate: 2e-3, weightDecay: 1e-4, batchSize: 64 },
  build({ encoder, seed }) {
    const network = new Network('encoder', encoder.graph, seed);
    const classifier = answerHead({ encoder, seed }, 'rotation_head', 4);
    const logitsOf = (rotated: Tensor, training: boolean): Tensor =>
      classifier.apply(network.apply(toNetworkRange(rotated), training), training);
    return {
      encoder: network,
      networks: [network, classifier],
      loss(images, _random, training) {
        const { loss, accuracy } = versionLoss(fourRotations(images), (rotated) =>
          logitsOf(rotated, training),
        );
        return { loss, metrics: { rotation_accuracy: accuracy } };
      },
      guess(images) {
        const count = dimension(images, 0);
        const turns = Array.from({ length: count }, (_, i) => (i + 1) % 4);
        const turned = pickVersions(fourRotations(images), turns);
        const { guesses, texts } = answersIn(
          logitsOf(turned, false),
          turns,
          (guess) => `${guess * 90}°`,
        );
        const back = guesses.map((guess) => (4 - guess) % 4);
        return [
          { caption: 'shown', images: turned, texts: turns.map((turn) => `${turn * 90}°`) },
          {
            caption: 'turned back as guessed',
            images: pickVersions(fourRotations(turned), back),
            texts,
          },
        ];
      },
    };
  },
  examples: (images) =>
    fourRotations(images).map((turned, quarter) => ({
      caption: `${quarter * 90}°`,
      images: turned,
    })),
};

/** 0, 90, 180 and 270 degrees anticlockwise; `[batch, side, side, channels]` each. */
export function fourRotations(images: Tensor): Tensor[] {
  const upright = asRank4(images);
  const turned = tf.transpose(upright, [0, 2, 1, 3]);
  return [
    upright,
    tf.reverse4d(turned, [1]),
    tf.reverse4d(upright, [1, 2]),
    tf.reverse4d(turned, [2]),
  ] as unknown as Tensor[];
}
