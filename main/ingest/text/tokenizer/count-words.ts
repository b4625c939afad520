import { Breather } from '../../cooperative.ts';
import { ownString, wordsOf } from './pre-tokenize.ts';

/** Different words kept at once: about 200 MB at most. A gigabyte of English has fewer. */
const maxWords = 1_000_000;

export interface CountWordsOptions {
  signal?: AbortSignal;
  /** Characters read so far. */
  onProgress?: (characters: number) => void;
  /** For tests. */
  maxWords?: number;
}

/**
 * How often each word stands in the texts, in order of first appearance. When there are too many different words, the
 * rarest are forgotten, as in lossy counting (G. S. Manku, R. Motwani, "Approximate frequency counts over data streams",
 * VLDB 2002): the same for the same texts.
 */
export async function countWords(
  texts: AsyncIterable<string> | Iterable<string>,
  options: CountWordsOptions = {},
): Promise<Map<string, number>> {
  const most = options.maxWords ?? maxWords;
  const counts = new Map<string, number>();
  const breather = new Breather();
  let characters = 0;
  for await (const text of texts) {
    let words = 0;
    for (const word of wordsOf(text.toWellFormed())) {
      const count = counts.get(word);
      if (count === undefined) counts.set(ownString(word), 1);
      else counts.set(word, count + 1);
      words += 1;
      if (words % 1024 === 0 && breather.due) await pauseOrStop(breather, options.signal);
    }
    if (counts.size > most) forgetRarest(counts, most / 2);
    characters += text.length;
    options.onProgress?.(characters);
    if (breather.due) await pauseOrStop(breather, options.signal);
  }
  return counts;
}

/** @throws the signal's reason */
export async function pauseOrStop(
  breather: Breather,
  signal: AbortSignal | undefined,
): Promise<void> {
  await breather.pause();
  signal?.throwIfAborted();
}

function forgetRarest(counts: Map<string, number>, most: number): void {
  for (let rare = 1; counts.size > most; rare++) {
    for (const [word, count] of counts) if (count <= rare) counts.delete(word);
  }
}
