import { type Tensor, tf } from '../../engine/tensorflow.ts';

/** The two inputs of a layer that looks at words: `[length, features]` and the tokens, `[length]`. @throws {RangeError} */
export function wordsAndTokens<T>(inputs: readonly T[]): [words: T, tokens: T] {
  const [words, tokens] = inputs;
  if (words === undefined || tokens === undefined || inputs.length !== 2) {
    throw new RangeError(`words and their tokens expected, got ${inputs.length} inputs`);
  }
  return [words, tokens];
}

/** @throws {RangeError} for shapes that are not of the words of one text and its tokens */
export function checkWords(inputs: readonly (readonly number[])[]): readonly number[] {
  const [words, tokens] = wordsAndTokens(inputs);
  if (words.length !== 2 || tokens.length !== 1 || words[0] !== tokens[0]) {
    throw new RangeError(`[${words.join(', ')}] are no words of [${tokens.join(', ')}] tokens`);
  }
  return words;
}

/** 1 where a token stands for text, 0 where it fills up a row: `padId` is 0, all others are more. */
export function isText(tokens: Tensor): Tensor {
  return tokens.toFloat().minimum(tf.scalar(1));
}
