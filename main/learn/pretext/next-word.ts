import { padId } from '../../../shared/special-tokens.ts';
import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { shapeOf } from '../models/graph.ts';
import { textSpecOf } from '../models/text-spec.ts';
import { ascending, takeRows } from './patches.ts';
import type { PretextTask } from './pretext-task.ts';
import { isWord, wordGuesser, wordLoss } from './word-guesser.ts';

/** Share of the places whose next token is guessed in a step: guessing costs more than reading, and all come in turn. */
const guessedShare = 0.5;
/** Tokens that a shown guess goes on for. */
const shownTokens = 8;

/**
 * A small causal language model: each token is guessed from those before it (Bengio et al. 2003, A Neural Probabilistic Language Model; as a
 * transformer, Radford et al. 2018, Improving Language Understanding by Generative Pre-Training, section 3.1).
 */
export const nextWord: PretextTask = {
  title: 'Guess the next word',
  kinds: ['text'],
  question: 'How does this sentence go on? Each word must be foreseen from those before it.',
  paper:
    'Radford, Narasimhan, Salimans, Sutskever 2018, Improving Language Understanding by Generative Pre-Training',
  needs: ['left-to-right'],
  defaults: {
    encoder: 'text-causal',
    optimizer: 'adamw',
    learningRate: 2e-3,
    weightDecay: 0.01,
    batchSize: 32,
  },
  build(context) {
    const { tokensPerWord } = textSpecOf(context.spec);
    const { encoder, networks, words, logits, prepare } = wordGuesser(context);
    const [, features = 0] = shapeOf(encoder.graph, words.last);
    const { output } = encoder.graph;
    return {
      encoder,
      networks,
      prepare,
      loss(samples, random, training) {
        const texts = samples.slice([0, 0], [-1, words.read]) as Tensor;
        // The embedding is asked for, too, so that its running statistics follow.
        const [last] = encoder.apply(texts, training, [words.last, output]) as [Tensor, Tensor];
        const chosen = choosePlaces(texts, random);
        const guesses = logits(takeRows(last, chosen.places).reshape([-1, features]), training);
        return wordLoss(guesses, chosen, tokensPerWord);
      },
      guess(samples, random) {
        const texts = samples.slice([0, 0], [-1, words.read]) as Tensor;
        const { begun, end } = beginnings(texts, random);
        let goingOn = begun;
        for (let step = 0; step < shownTokens; step++) {
          const [last] = encoder.apply(goingOn, false, [words.last]) as [Tensor];
          const at = end.add(tf.scalar(step, 'int32')) as Tensor;
          const best = logits(takeRows(last, at).reshape([-1, features]), false).argMax(1);
          goingOn = putToken(goingOn, at, best as unknown as Tensor);
        }
        return [
          { caption: 'original', images: texts },
          { caption: 'begins', images: begun },
          { caption: 'goes on', images: goingOn },
        ];
      },
    };
  },
  examples: (texts, random) => [
    { caption: 'original', images: texts },
    { caption: 'begins', images: beginnings(texts, random).begun },
  ],
};

interface ChosenPlaces {
  /** int32 `[batch, k]`, each the place before the token that is guessed. */
  places: Tensor;
  /** The tokens after them, int32 `[batch · k]`. */
  tokens: Tensor;
  /** 1, or 0 where a text is too short, `[batch · k]`. */
  weights: Tensor;
}

function choosePlaces(texts: Tensor, random: StepRandom): ChosenPlaces {
  const [batch, length] = [dimension(texts, 0), dimension(texts, 1)];
  const next = texts.slice([0, 1], [batch, length - 1]) as Tensor;
  const count = Math.max(1, Math.ceil(guessedShare * (length - 1)));
  // Places without a next word come last.
  const order = ascending(random.uniform([batch, length - 1]).sub(isWord(next)));
  const places = order.slice([0, 0], [batch, count]) as Tensor;
  const tokens = takeRows(next.toFloat().expandDims(2) as Tensor, places)
    .reshape([-1])
    .toInt();
  return { places, tokens, weights: isWord(tokens) };
}

/** The first part of each text, a random one, and its last place: int32 `[batch, length]` and `[batch, 1]`. */
function beginnings(texts: Tensor, random: StepRandom): { begun: Tensor; end: Tensor } {
  const [batch, length] = [dimension(texts, 0), dimension(texts, 1)];
  const words = isWord(texts).sum(1, true);
  const room = Math.max(1, length - 1 - shownTokens);
  const share = random.uniform([batch, 1], 0.2, 0.8);
  const end = words.mul(share).ceil().minimum(room).toInt() as Tensor;
  const place = tf.range(0, length, 1, 'int32').reshape([1, length]);
  const filling = tf.fill([batch, length], padId, 'int32');
  return {
    begun: tf.where(place.lessEqual(end) as never, texts, filling as Tensor) as Tensor,
    end,
  };
}

/** Puts a token after a place of each text. @param at int32 `[batch, 1]` @param tokens int32 `[batch]` */
function putToken(texts: Tensor, at: Tensor, tokens: Tensor): Tensor {
  const [batch, length] = [dimension(texts, 0), dimension(texts, 1)];
  const place = tf.range(0, length, 1, 'int32').reshape([1, length]);
  const isNext = place
    .equal(at.add(tf.scalar(1, 'int32')) as never)
    .logicalAnd(tf.ones([batch, length], 'bool'));
  const put = tokens.reshape([batch, 1]).tile([1, length]);
  return tf.where(isNext as never, put as Tensor, texts) as Tensor;
}
