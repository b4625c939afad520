import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { Network } from '../models/network.ts';
import { toNetworkRange } from '../models/scaling.ts';
import { answerHead, answersIn } from './answer-head.ts';
import { clipsOf, takeFrames } from './frames.ts';
import { randomBelow, someOrders } from './orders.ts';
import { farPermutations } from './permutations.ts';
import type { PretextTask } from './pretext-task.ts';

/** Parts of a clip that change places, as in the paper: 4 have 12 orders when there and back count as one. */
const mostParts = 4;
/** Fewer have one order alone. */
const fewestFrames = 3;

/**
 * Frame order: the parts of a clip change places, and the model says in which order they are (OPN: Lee, Huang, Singh, Yang 2017,
 * arXiv 1708.01246, section 3; asked as “in order or not” before by Shuffle and Learn, Misra, Zitnick, Hebert 2016, arXiv 1603.08561).
 * An order and its reverse are one class, as there: many movements go both ways. The encoder sees all frames at once as channels, where the paper
 * runs it once a frame and joins pairs; a part is a few frames in a row.
 */
export const frameOrder: PretextTask = {
  title: 'Put the frames in order',
  kinds: ['video'],
  question: 'In which order do these frames belong? The model must follow what moves.',
  paper:
    'Lee, Huang, Singh, Yang 2017, arXiv 1708.01246; Misra, Zitnick, Hebert 2016, arXiv 1603.08561',
  defaults: { optimizer: 'adamw', learningRate: 1e-3, weightDecay: 1e-4, batchSize: 64 },
  build({ encoder, spec, seed }) {
    const { frames, channels } = clipsOf(spec, frameOrder.title, fewestFrames);
    const orders = frameOrders(frames);
    const network = new Network('encoder', encoder.graph, seed);
    const classifier = answerHead({ encoder, seed }, 'order_head', orders.length);
    const answer = (shown: Tensor, training: boolean): Tensor =>
      classifier.apply(network.apply(toNetworkRange(shown), training), training);
    return {
      encoder: network,
      networks: [network, classifier],
      loss(clips, random, training) {
        const batch = dimension(clips, 0);
        const classes = randomBelow(orders.length, batch, random);
        const backwards = randomBelow(2, batch, random);
        const shown = shuffled(clips, channels, orders, classes, backwards);
        const logits = answer(shown, training);
        return {
          loss: crossEntropy(logits, classes),
          metrics: { order_accuracy: logits.argMax(1).equal(classes).toFloat().mean() },
        };
      },
      guess(clips) {
        const classes = someOrders(clips, orders.length);
        const shown = shuffled(clips, channels, orders, classes, tf.zerosLike(classes));
        const { guesses, texts } = answersIn(answer(shown, false), classes.dataSync());
        const back = orders.map((order) => order.map((_, place) => order.indexOf(place)));
        return [
          { caption: 'shuffled', images: shown },
          {
            caption: 'put back as guessed',
            images: shuffled(
              shown,
              channels,
              back,
              tf.tensor1d(guesses, 'int32') as unknown as Tensor,
              tf.zerosLike(classes),
            ),
            texts,
          },
        ];
      },
    };
  },
  examples(clips, _random, spec) {
    const { frames, channels } = clipsOf(spec, frameOrder.title, fewestFrames);
    const orders = frameOrders(frames);
    const classes = someOrders(clips, orders.length);
    return [
      { caption: 'original', images: clips },
      {
        caption: 'shuffled',
        images: shuffled(clips, channels, orders, classes, tf.zerosLike(classes)),
      },
    ];
  },
};

/**
 * Orders of a clip's parts, one of each pair that are each other's reverse.
 * @returns for each the frame in each place
 */
export function frameOrders(frames: number): number[][] {
  const parts = Math.min(mostParts, frames);
  const partOf = Array.from({ length: parts }, (_, part) => {
    const [from, to] = [part, part + 1].map((at) => Math.round((at * frames) / parts));
    return Array.from({ length: (to ?? 0) - (from ?? 0) }, (_, i) => (from ?? 0) + i);
  });
  return farPermutations(parts, Number.POSITIVE_INFINITY, 0)
    .filter((order) => (order[0] ?? 0) < (order.at(-1) ?? 0))
    .map((order) => order.flatMap((part) => partOf[part] ?? []));
}

/** Each clip in one of the orders, forwards or backwards. @param classes,backwards int32 `[batch]` */
function shuffled(
  clips: Tensor,
  channels: number,
  orders: readonly (readonly number[])[],
  classes: Tensor,
  backwards: Tensor,
): Tensor {
  const both = [...orders, ...orders.map((order) => order.toReversed())];
  const table = tf.tensor2d(both.flat(), [both.length, orders[0]?.length ?? 0], 'int32');
  const rows = classes.add(backwards.mul(tf.scalar(orders.length, 'int32')));
  return takeFrames(clips, channels, tf.gather(table, rows as never) as unknown as Tensor);
}
