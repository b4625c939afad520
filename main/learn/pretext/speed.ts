import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { Network } from '../models/network.ts';
import { answerHead, answersIn } from './answer-head.ts';
import type { PretextTask } from './pretext-task.ts';
import { inTurn, pickVersions, versionLoss } from './versions.ts';
import { asPicture, spectrogramNode, spectrograms } from './waveforms.ts';

/**
 * How many times as fast. No slower ones: frames would come twice, which is seen without listening. Frames are left out, and pitch
 * stays, for a pitch that is changed shows in which frequencies are empty.
 */
const speeds = [1, 1.5, 2] as const;

/**
 * Speed: a piece of each clip at some speeds, the model says at which (SpeedNet, Benaim et al. 2020, arXiv 2004.06130,
 * section 3, of videos: frames are left out; here of a spectrogram, and three speeds in place of two).
 */
export const speed: PretextTask = {
  title: 'How fast is it played?',
  kinds: ['audio'],
  question: 'Is this played at its own speed, or faster? The model must know how long sounds last.',
  paper: 'Benaim et al. 2020, arXiv 2004.06130 (SpeedNet, of videos)',
  defaults: { optimizer: 'adamw', learningRate: 1e-3, weightDecay: 1e-4, batchSize: 64 },
  build(context) {
    const node = spectrogramNode(context);
    const { graph } = context.encoder;
    const network = new Network('encoder', graph, context.seed);
    const classifier = answerHead(context, 'speed_head', speeds.length);
    const logitsOf = (levels: Tensor, training: boolean): Tensor =>
      classifier.apply(network.applyAfter(node, levels, training, graph.output), training);
    return {
      encoder: network,
      networks: [network, classifier],
      loss(samples, random, training) {
        const levels = spectrograms(samples, context.spec);
        const { loss, accuracy } = versionLoss(
          speeds.map((each) => atSpeed(levels, each, random)),
          (played) => logitsOf(played, training),
        );
        return { loss, metrics: { speed_accuracy: accuracy } };
      },
      guess(samples, random) {
        const levels = spectrograms(samples, context.spec);
        const right = inTurn(samples, speeds.length);
        const shown = pickVersions(
          speeds.map((each) => atSpeed(levels, each, random)),
          right,
        );
        const { texts } = answersIn(
          logitsOf(shown, false),
          right,
          (answer) => `${speeds[answer]} times`,
        );
        return [{ caption: 'played', images: asPicture(shown), texts }];
      },
    };
  },
  examples(samples, random, spec) {
    const levels = spectrograms(samples, spec);
    return speeds.map((each) => ({
      caption: `${each} times as fast`,
      images: asPicture(atSpeed(levels, each, random)),
    }));
  },
};

/**
 * A piece from a random place, played at a speed: as many frames at all speeds.
 * @param levels `[batch, frames, bands, 1]`
 * @returns `[batch, frames / fastest, bands, 1]`
 */
function atSpeed(levels: Tensor, times: number, random: StepRandom): Tensor {
  const [batch, frames, bands] = [0, 1, 2].map((axis) => dimension(levels, axis)) as [
    number,
    number,
    number,
  ];
  const count = Math.floor(frames / Math.max(...speeds));
  const room = frames - 1 - Math.floor((count - 1) * times);
  const begin = random.uniform([batch, 1], 0, room + 1).floor();
  const steps = tf.range(0, count).mul(times).floor();
  const owner = tf.range(0, batch).mul(frames).reshape([batch, 1]);
  const at = begin.clipByValue(0, room).add(steps).add(owner).toInt();
  const rows = tf.gather(levels.reshape([batch * frames, bands]), at as never);
  return rows.reshape([batch, count, bands, 1]) as Tensor;
}
