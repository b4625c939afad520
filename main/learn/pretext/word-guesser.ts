import { PretextError } from '../../../shared/errors.ts';
import { bosId, specialTokens } from '../../../shared/special-tokens.ts';
import {
  consecutiveBatches,
  readSamples,
  type SampleSource,
  subset,
} from '../data/sample-source.ts';
import { asRank2 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { weightedAccuracy, weightedCrossEntropy } from '../losses/weighted-cross-entropy.ts';
import type { WordNodes } from '../models/encoder.ts';
import { GraphBuilder, graphInput, shapeOf } from '../models/graph.ts';
import { Network } from '../models/network.ts';
import { textSpecOf } from '../models/text-spec.ts';
import type { PretextContext } from './pretext-task.ts';

/** Texts that words are counted in before the first step. */
const countedTexts = 20_000;

/** An encoder of words, and what says by a word's place which one it is. */
export interface WordGuesser {
  encoder: Network;
  /** The encoder first. */
  networks: readonly Network[];
  words: WordNodes;
  /** @param places last words of the encoder, `[places, features]` @returns `[places, vocabulary]` */
  logits(places: Tensor, training: boolean): Tensor;
  /** Begins with how common each token is, which is what is learnt first. */
  prepare(source: SampleSource): void;
}

/**
 * The head of a language model: a dense layer with GELU and layer normalization, then products with the very table that the tokens' vectors are
 * of, and an offset a token (Devlin et al. 2018, arXiv 1810.04805, and its code; tied: Press, Wolf 2017, arXiv 1608.05859).
 * @throws {PretextError} `bad-usage` for an encoder that does not read words
 */
export function wordGuesser({ encoder, spec, seed }: PretextContext): WordGuesser {
  const { words, graph } = encoder;
  if (words === undefined) {
    throw new PretextError('bad-usage', 'Guessing words needs an encoder that reads words.', {
      remedy: 'Choose the encoder text-transformer or text-causal, or the task simclr.',
    });
  }
  const { vocabulary } = textSpecOf(spec);
  const network = new Network('encoder', graph, seed);
  const [, features = 0] = shapeOf(graph, words.last);
  const head = new GraphBuilder([features]);
  const dense = head.add('dense', 'dense', [graphInput], { units: features, bias: true });
  const active = head.add('gelu', 'gelu', [dense], {});
  head.add('layerNorm', 'norm', [active], {});
  const transform = new Network('word_head', head.build(), seed);
  const ones = new GraphBuilder([1]);
  ones.add('dense', 'offset', [graphInput], { units: vocabulary, bias: false });
  const offsets = new Network('word_offsets', ones.build(), seed);
  return {
    encoder: network,
    networks: [network, transform, offsets],
    words,
    logits(places, training) {
      const table = network.parameterOf(words.embedding, 'table');
      const products = tf.matMul(
        asRank2(transform.apply(places, training)),
        asRank2(table),
        false,
        true,
      );
      return products.add(offsets.parameterOf('offset', 'kernel'));
    },
    prepare(source) {
      const frequencies = logFrequencies(source, vocabulary);
      tf.tidy(() => {
        const values = tf.tensor2d(frequencies, [1, vocabulary]);
        offsets.parameterOf('offset', 'kernel').assign(values as never);
      });
    },
  };
}

/**
 * Cross-entropy of guessed tokens, with how many are right and the perplexity of a word.
 * @param guesses logits, `[places, vocabulary]` @param tokens the right ones, int32 `[places]` @param weights 1, or 0 where there is none, `[places]`
 */
export function wordLoss(
  guesses: Tensor,
  { tokens, weights }: { tokens: Tensor; weights: Tensor },
  tokensPerWord: number | undefined,
): { loss: Tensor; metrics: Record<string, Tensor> } {
  const loss = weightedCrossEntropy(guesses, tokens, weights);
  return {
    loss,
    metrics: {
      word_accuracy: weightedAccuracy(guesses, tokens, weights),
      perplexity: perplexity(loss, tokensPerWord),
    },
  };
}

/** 1 for tokens of the text itself, 0 for special ones: int32 `[batch, length]` → float32. */
export function isWord(tokens: Tensor): Tensor {
  return tokens.greater(tf.scalar(bosId, 'int32')).toFloat();
}

/** Logarithm of how common each token is, each counted once more than it was seen. */
function logFrequencies(source: SampleSource, vocabulary: number): Float32Array {
  const looked = Math.min(source.count, countedTexts);
  const some = subset(
    source,
    Int32Array.from({ length: looked }, (_, i) => Math.floor((i * source.count) / looked)),
  );
  const counts = new Float64Array(vocabulary).fill(1);
  for (const indices of consecutiveBatches(looked, 256)) {
    for (const token of readSamples(some, indices)) {
      if (token >= specialTokens.length) counts[token] = (counts[token] ?? 0) + 1;
    }
  }
  const total = counts.reduce((sum, each) => sum + each, 0);
  return Float32Array.from(counts, (count) => Math.log(count / total));
}

/** e^loss for a word, where a word is several tokens: as hard as choosing evenly among so many words. */
function perplexity(loss: Tensor, tokensPerWord = 1): Tensor {
  return loss.mul(tokensPerWord).exp();
}
