import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { attend, attentionParameters, checkHeads } from './attend.ts';
import type { LayerKind } from './layer.ts';
import { checkWords, isText, wordsAndTokens } from './word-inputs.ts';

export interface TextAttentionConfig {
  /** A divisor of the number of features. */
  heads: number;
  /** A word sees those before it and itself alone, as a model that guesses the next one must. */
  causal: boolean;
}

/** Stands for −∞: its softmax is 0. */
export const unseen = -1e9;

/**
 * Multi-head self-attention over words, which no word's filling takes part in: `[length, features]` and tokens `[length]` → `[length, features]`.
 * See `attend`; the masks are those of Vaswani et al. 2017, arXiv 1706.03762, section 3.2.3.
 */
export const textAttention: LayerKind<TextAttentionConfig> = {
  outputShape: ({ heads }, inputs) => checkHeads(heads, checkWords(inputs)),
  parameters: (_, inputs) => attentionParameters(wordsAndTokens(inputs)[0][1] ?? 0),
  apply({ heads, causal }, inputs, { parameter }) {
    const [words, tokens] = wordsAndTokens(inputs);
    const length = tokens.shape[1] ?? 0;
    const padding = tf.scalar(1).sub(isText(tokens)).mul(unseen).reshape([-1, 1, 1, length]);
    const bias = causal
      ? padding.add(tf.tensor(laterWords(length), [1, 1, length, length]))
      : padding;
    return attend(words, heads, parameter, bias as Tensor);
  },
};

/** What is added to the products of each word, row by row, with all others: −∞ for those after it. */
export function laterWords(length: number): Float32Array {
  return Float32Array.from({ length: length * length }, (_, at) =>
    at % length > Math.floor(at / length) ? unseen : 0,
  );
}
