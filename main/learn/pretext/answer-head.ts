import { type Tensor, tf } from '../engine/tensorflow.ts';
import { GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import type { PretextContext } from './pretext-task.ts';

/** A dense layer on the embedding, which says which of some answers is right. */
export function answerHead(
  { encoder: { graph }, seed }: Pick<PretextContext, 'encoder' | 'seed'>,
  name: string,
  answers: number,
): Network {
  const head = new GraphBuilder(shapeOf(graph, graph.output));
  head.add('dense', 'logits', [graphInput], { units: answers, bias: true });
  return new Network(name, head.build(), seed);
}

/** What a model answered of some samples, and in words whether it was right. */
interface Answers {
  guesses: number[];
  /** `right: 90°, 83 % sure`, or without a name `right: 83 % sure`. */
  texts: string[];
}

/** @param logits `[batch, answers]` @param right the right answer of each @param nameOf what an answer is called */
export function answersIn(
  logits: Tensor,
  right: ArrayLike<number>,
  nameOf?: (answer: number) => string,
): Answers {
  const sure = tf.softmax(logits);
  const guesses = Array.from(sure.argMax(1).dataSync());
  const shares = sure.max(1).dataSync();
  const texts = guesses.map((guess, i) => {
    const name = nameOf === undefined ? '' : `${nameOf(guess)}, `;
    return `${guess === right[i] ? 'right' : 'wrong'}: ${name}${Math.round(100 * (shares[i] ?? 0))} % sure`;
  });
  return { guesses, texts };
}
