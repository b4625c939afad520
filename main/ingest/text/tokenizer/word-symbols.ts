import { Breather } from '../../cooperative.ts';
import { byteTokens } from './byte-alphabet.ts';
import { pauseOrStop } from './count-words.ts';

/** Different words as rows of tokens that shrink where they stand. */
export interface WordSymbols {
  /** Tokens of all words, one after another: uint16 `[bytes of all words]`. */
  symbols: Uint16Array;
  /** Where each word begins: int32 `[words + 1]`. */
  starts: Int32Array;
  /** Tokens that each word has left: uint16 `[words]`. */
  lengths: Uint16Array;
  /** How often each word stands in the texts: float64 `[words]`. */
  counts: Float64Array;
}

/** Words as the tokens of their UTF-8 bytes. */
export async function symbolsOf(
  words: ReadonlyMap<string, number>,
  signal?: AbortSignal,
): Promise<WordSymbols> {
  const breather = new Breather();
  let bytes = 0;
  for (const word of words.keys()) bytes += Buffer.byteLength(word);
  const symbols = new Uint16Array(bytes);
  const starts = new Int32Array(words.size + 1);
  const lengths = new Uint16Array(words.size);
  const counts = new Float64Array(words.size);
  const encoder = new TextEncoder();
  const scratch = new Uint8Array(1024);
  let at = 0;
  let index = 0;
  for (const [word, count] of words) {
    const { written } = encoder.encodeInto(word, scratch);
    for (let byte = 0; byte < written; byte++) {
      symbols[at + byte] = byteTokens[scratch[byte] ?? 0] ?? 0;
    }
    at += written;
    starts[index + 1] = at;
    lengths[index] = written;
    counts[index] = count;
    index += 1;
    if (index % 256 === 0 && breather.due) await pauseOrStop(breather, signal);
  }
  return { symbols, starts, lengths, counts };
}
