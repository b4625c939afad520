import { Breather } from '../../cooperative.ts';
import { pauseOrStop } from './count-words.ts';
import { MergeQueue } from './merge-queue.ts';
import { PairCounts } from './pair-counts.ts';
import { Vocabulary } from './vocabulary.ts';
import type { WordSymbols } from './word-symbols.ts';

/** Two tokens, by id, that become one. */
export type Merge = readonly [first: number, second: number];

export interface LearnMergesOptions {
  /** Tokens wanted, special ones and bytes included. */
  vocabularySize: number;
  /** A pair that stands less often is not merged. */
  minFrequency: number;
  signal?: AbortSignal;
  onProgress?: (tokens: number) => void;
}

/**
 * Byte pair encoding (R. Sennrich, B. Haddow, A. Birch, "Neural machine translation of rare words with subword units",
 * 2016, arXiv 1508.07909): again and again the most frequent pair of neighbours becomes a token. Only the words that
 * hold the pair are looked at. Ties go to the pair of smaller ids, so that the outcome is that of Hugging Face's trainer.
 *
 * @param words are used up
 */
export async function learnMerges(
  words: WordSymbols,
  options: LearnMergesOptions,
): Promise<Merge[]> {
  const { vocabularySize, minFrequency, signal, onProgress } = options;
  const pairs = new PairCounts(words);
  const queue = new MergeQueue();
  const breather = new Breather();
  const enqueueRisen = async (): Promise<void> => {
    for (const pair of pairs.takeRisen()) {
      const count = pairs.counts[pair] ?? 0;
      if (count > 0) queue.push({ pair, key: pairs.keys[pair] ?? 0, count });
      if (pair % 256 === 0 && breather.due) await pauseOrStop(breather, signal);
    }
  };
  for (let word = 0; word < words.counts.length; word++) {
    pairs.addWord(word);
    if (word % 256 === 0 && breather.due) await pauseOrStop(breather, signal);
  }
  await enqueueRisen();
  const vocabulary = new Vocabulary();
  const merges: Merge[] = [];
  while (vocabulary.size < vocabularySize) {
    const top = queue.pop();
    if (top === undefined) break;
    const count = pairs.counts[top.pair] ?? 0;
    if (count !== top.count) {
      if (count > 0) queue.push({ ...top, count });
      continue;
    }
    if (count < minFrequency) break;
    const first = Math.floor(top.key / 65_536);
    const second = top.key % 65_536;
    const merged = vocabulary.merge(first, second);
    merges.push([first, second]);
    let visited = 0;
    for (const word of pairs.wordsOf(top.pair)) {
      pairs.merge(word, first, second, merged);
      visited += 1;
      if (visited % 256 === 0 && breather.due) await pauseOrStop(breather, signal);
    }
    await enqueueRisen();
    onProgress?.(vocabulary.size);
    if (breather.due) await pauseOrStop(breather, signal);
  }
  return merges;
}
