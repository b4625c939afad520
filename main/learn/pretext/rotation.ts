import { asRank4, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { GraphBuilder, graphInput } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';
import type { PretextTask } from './pretext-task.ts';

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
    const head = new GraphBuilder(encoder.graph.shapes.get(encoder.graph.output) ?? []);
    head.add('dense', 'logits', [graphInput], { units: 4, bias: true });
    const classifier = new Network('rotation_head', head.build(), seed);
    return {
      encoder: network,
      networks: [network, classifier],
      loss(images, _random, training) {
        const batch = dimension(images, 0);
        const rotated = tf.concat(fourRotations(images), 0);
        const turns = tf.concat(
          [0, 1, 2, 3].map((turn) => tf.fill([batch], turn, 'int32')),
          0,
        );
        const embedding = network.apply(toNetworkRange(rotated), training);
        const logits = classifier.apply(embedding, training);
        return {
          loss: crossEntropy(logits, turns),
          metrics: { rotation_accuracy: logits.argMax(1).equal(turns).toFloat().mean() },
        };
      },
      guess(images) {
        const count = dimension(images, 0);
        const turns = Array.from({ length: count }, (_, i) => (i + 1) % 4);
        const turned = pickTurns(fourRotations(images), turns);
        const embedding = network.apply(toNetworkRange(turned), false);
        const sure = tf.softmax(classifier.apply(embedding, false));
        const guesses = Array.from(sure.argMax(1).dataSync());
        const shares = sure.max(1).dataSync();
        const back = guesses.map((guess) => (4 - guess) % 4);
        return [
          { caption: 'shown', images: turned, texts: turns.map((turn) => `${turn * 90}°`) },
          {
            caption: 'turned back as guessed',
            images: pickTurns(fourRotations(turned), back),
            texts: guesses.map(
              (guess, i) =>
                `${guess === turns[i] ? 'right' : 'wrong'}: ${guess * 90}°, ${Math.round(100 * (shares[i] ?? 0))} % sure`,
            ),
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

/** Each image in one of its rotations. */
function pickTurns(rotations: readonly Tensor[], turns: readonly number[]): Tensor {
  const picked = turns.flatMap((turn, i) => {
    const rotated = rotations[turn];
    return rotated === undefined ? [] : [rotated.slice([i], [1])];
  });
  return tf.concat(picked, 0) as Tensor;
}

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
