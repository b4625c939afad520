import { countWords } from './count-words.ts';
import { learnMerges } from './learn-merges.ts';
import { Tokenizer } from './tokenizer.ts';
import { maxVocabulary } from './vocabulary.ts';
import { symbolsOf } from './word-symbols.ts';

export interface TrainingProgress {
  /** `read`: characters read, of how many is not known; `learn`: tokens, of those wanted. */
  phase: 'read' | 'learn';
  done: number;
  total: number | null;
}

export interface TrainTokenizerOptions {
  /** Tokens wanted: 512 to 65,536. Fewer come out where the texts have no more pairs that repeat. */
  vocabularySize: number;
  /** A pair that stands less often in all texts is not merged. Default: 2. */
  minFrequency?: number;
  signal?: AbortSignal;
  /** Called often; throttle before it goes to a window. */
  onProgress?: (progress: TrainingProgress) => void;
}

/**
 * Learns a byte-level BPE tokenizer from texts. The same texts give the same tokenizer. Other events get their turn
 * every 8 ms. Memory does not grow with the texts beyond a million different words.
 *
 * @throws {RangeError} for a size out of range; the signal's reason when stopped
 */
export async function trainTokenizer(
  texts: AsyncIterable<string> | Iterable<string>,
  { vocabularySize, minFrequency = 2, signal, onProgress }: TrainTokenizerOptions,
): Promise<Tokenizer> {
  if (!Number.isInteger(vocabularySize) || vocabularySize < 512 || vocabularySize > maxVocabulary) {
    throw new RangeError(`A vocabulary has 512 to ${maxVocabulary} tokens, not ${vocabularySize}.`);
  }
  const words = await countWords(texts, {
    ...(signal && { signal }),
    onProgress: (done) => onProgress?.({ phase: 'read', done, total: null }),
  });
  const merges = await learnMerges(await symbolsOf(words, signal), {
    vocabularySize,
    minFrequency,
    ...(signal && { signal }),
    onProgress: (done) => onProgress?.({ phase: 'learn', done, total: vocabularySize }),
  });
  return new Tokenizer(merges);
}
