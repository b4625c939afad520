import { maskId, specialTokens } from '../../../shared/special-tokens.ts';
import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { shapeOf } from '../models/graph.ts';
import { textSpecOf } from '../models/text-spec.ts';
import { ascending, takeRows } from './patches.ts';
import type { PretextTask } from './pretext-task.ts';
import { isWord, wordGuesser, wordLoss } from './word-guesser.ts';

/** Share of the tokens that are to be guessed (section 3.1). */
const maskedShare = 0.15;
/** Of these so many are hidden, and as many are another token; the rest is shown, so that every word must be understood. */
const hiddenShare = 0.8;
const changedShare = 0.1;
/** Texts a step that the embedding's running statistics are of: whole ones, as later. */
const statisticsTexts = 16;

/** BERT's masked language model: 15 % of the tokens are guessed from those around them (Devlin et al. 2018, arXiv 1810.04805, section 3.1). */
export const maskedWords: PretextTask = {
  title: 'Fill in the missing words',
  kinds: ['text'],
  question:
    'Some words of this text are blotted out: which ones were there? To tell, the model must know what the rest is about.',
  paper: 'Devlin, Chang, Lee, Toutanova 2018, arXiv 1810.04805',
  needs: ['both-ways'],
  defaults: {
    encoder: 'text-transformer',
    optimizer: 'adamw',
    learningRate: 2e-3,
    weightDecay: 0.01,
    batchSize: 64,
  },
  build(context) {
    const { vocabulary, tokensPerWord } = textSpecOf(context.spec);
    const { encoder, networks, words, logits, prepare } = wordGuesser(context);
    const [, features = 0] = shapeOf(encoder.graph, words.last);
    return {
      encoder,
      networks,
      prepare,
      loss(samples, random, training) {
        const texts = samples.slice([0, 0], [-1, words.read]) as Tensor;
        if (training)
          encoder.apply(
            texts.slice([0, 0], [Math.min(statisticsTexts, dimension(texts, 0)), -1]) as Tensor,
            true,
          );
        const masked = maskWords(texts, vocabulary, random);
        const [last] = encoder.apply(masked.shown, training, [words.last]) as [Tensor];
        const places = takeRows(last, masked.places).reshape([-1, features]);
        return wordLoss(logits(places, training), masked, tokensPerWord);
      },
      guess(samples, random) {
        const texts = samples.slice([0, 0], [-1, words.read]) as Tensor;
        const hidden = maskWords(texts, vocabulary, random, 1).shown;
        const [last] = encoder.apply(hidden, false, [words.last]) as [Tensor];
        const best = logits(last.reshape([-1, features]), false)
          .argMax(1)
          .reshape(texts.shape);
        const isHidden = hidden.equal(tf.scalar(maskId, 'int32'));
        return [
          { caption: 'original', images: texts },
          { caption: 'hidden', images: hidden },
          {
            caption: 'filled in',
            images: tf.where(isHidden as never, best as Tensor, hidden) as Tensor,
          },
        ];
      },
    };
  },
  examples: (texts, random, spec) => [
    { caption: 'original', images: texts },
    { caption: 'hidden', images: maskWords(texts, textSpecOf(spec).vocabulary, random, 1).shown },
  ],
};

interface MaskedTexts {
  /** int32 `[batch, length]` */
  shown: Tensor;
  /** Where tokens are to be guessed, int32 `[batch, k]`; of short texts more than there are. */
  places: Tensor;
  /** The tokens that were there, int32 `[batch · k]`. */
  tokens: Tensor;
  /** 1 where one is to be guessed, 0 where a text is too short, `[batch · k]`. */
  weights: Tensor;
}

/** @param hidden share of the chosen tokens that are hidden */
function maskWords(
  texts: Tensor,
  vocabulary: number,
  random: StepRandom,
  hidden: number = hiddenShare,
): MaskedTexts {
  const [batch, length] = [dimension(texts, 0), dimension(texts, 1)];
  const word = isWord(texts);
  const most = Math.max(1, Math.ceil(maskedShare * (length - 1)));
  // Each text's tokens in an order of its own, what is no word last.
  const order = ascending(random.uniform([batch, length]).sub(word));
  const wanted = word.sum(1, true).mul(maskedShare).ceil();
  const chosen = ascending(order.toFloat()).toFloat().less(wanted);
  const places = order.slice([0, 0], [batch, most]) as Tensor;
  const fate = random.uniform([batch, length]);
  const others = random.uniform([batch, length], specialTokens.length, vocabulary).floor().toInt();
  const isHidden = chosen.logicalAnd(fate.less(hidden));
  const isChanged = chosen
    .logicalAnd(fate.greaterEqual(hidden))
    .logicalAnd(fate.less(hidden + changedShare));
  const changed = tf.where(isChanged as never, others as Tensor, texts);
  const tokens = takeRows(texts.toFloat().expandDims(2) as Tensor, places).toInt();
  return {
    shown: tf.where(isHidden as never, tf.fill(texts.shape, maskId, 'int32'), changed) as Tensor,
    places,
    tokens: tokens.reshape([-1]),
    weights: tf.range(0, most).reshape([1, most]).less(wanted).toFloat().reshape([-1]),
  };
}
