import type { LayerKind } from './layer.ts';
import { checkWords, isText, wordsAndTokens } from './word-inputs.ts';

/** Mean over the words of a text, without what fills it up: `[length, features]` and tokens `[length]` → `[features]`. */
export const wordMean: LayerKind<Record<never, never>> = {
  outputShape: (_, inputs) => checkWords(inputs).slice(-1),
  parameters: () => [],
  apply(_, inputs) {
    const [words, tokens] = wordsAndTokens(inputs);
    const counted = isText(tokens).expandDims(2);
    return words.mul(counted).sum(1).div(counted.sum(1).maximum(1));
  },
};
