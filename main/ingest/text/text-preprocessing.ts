import type { Merge } from './tokenizer/learn-merges.ts';
import { Tokenizer } from './tokenizer/tokenizer.ts';
import { maxVocabulary } from './tokenizer/vocabulary.ts';

/** How texts become rows of tokens, as plain data that stays fixed for a data set: prediction and exported models use the same. */
export interface TextPreprocessing {
  /** Tokens of a row: a text's beginning. */
  length: number;
  /** The tokenizer's merges, uint16 pairs in base64: 20 KB, where `tokenizer.json` has 250. */
  merges: string;
  /** Tokens there are. */
  vocabulary: number;
  /** In the mean of the first texts; numbers and runs of punctuation are words, too. */
  tokensPerWord: number;
  /** Of tables: the columns of text and label, as of the first one; `null` where there was none. */
  textColumn: string | null;
  labelColumn: string | null;
}

export function encodeMerges({ merges }: Tokenizer): string {
  return Buffer.from(Uint16Array.from(merges.flat()).buffer).toString('base64');
}

/** @throws {RangeError} when merges are not of tokens that there are by then */
export function tokenizerOf({ merges, vocabulary }: TextPreprocessing): Tokenizer {
  const bytes = Buffer.from(merges, 'base64');
  if (bytes.length % 4 !== 0 || bytes.length / 4 > 2 * maxVocabulary) {
    throw new RangeError('The merges of the tokenizer are damaged.');
  }
  const ids = new Uint16Array(new Uint8Array(bytes).buffer);
  const pairs: Merge[] = [];
  for (let at = 0; at < ids.length; at += 2) pairs.push([ids[at] ?? 0, ids[at + 1] ?? 0]);
  const tokenizer = new Tokenizer(pairs);
  if (tokenizer.size !== vocabulary) {
    throw new RangeError(`The merges make ${tokenizer.size} tokens, not ${vocabulary}.`);
  }
  return tokenizer;
}
