import { wordsOf } from './tokenizer/pre-tokenize.ts';
import type { Tokenizer } from './tokenizer/tokenizer.ts';

/** Texts that lengths are taken from. */
const sampledTexts = 2000;
/** Of each, UTF-16 code units: more than a row holds. */
const sampledCharacters = 8000;
/** So many of the texts shall fit into a row. */
const fitting = 0.75;
/** Tokens of a row are a multiple of this. */
const unit = 32;
/** Tokens of a row at most: what longer texts are about, their beginning tells. */
const mostTokens = 512;

/** Texts drawn evenly from all that come, the same for the same texts (reservoir sampling: Vitter 1985, algorithm R). */
export class TextSample {
  readonly #texts: string[] = [];
  #seen = 0;
  #state = 1;

  add(text: string): void {
    const kept = text.slice(0, sampledCharacters);
    this.#seen += 1;
    if (this.#texts.length < sampledTexts) {
      this.#texts.push(kept);
      return;
    }
    // A linear congruential generator (Numerical Recipes, 1992).
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    const place = Math.floor((this.#state / 2 ** 32) * this.#seen);
    if (place < sampledTexts) this.#texts[place] = kept;
  }

  /** Length of rows for such texts, and tokens a word. */
  fit(tokenizer: Tokenizer): { length: number; tokensPerWord: number } {
    const counts: number[] = [];
    let words = 0;
    for (const text of this.#texts) {
      counts.push(tokenizer.encode(text).length);
      for (const word of wordsOf(text)) if (word.trim() !== '') words += 1;
    }
    const sorted = counts.toSorted((a, b) => a - b);
    const wanted = (sorted[Math.floor(fitting * (sorted.length - 1))] ?? 0) + 1;
    const tokens = counts.reduce((sum, each) => sum + each, 0);
    return {
      length: Math.min(mostTokens, Math.max(unit, unit * Math.ceil(wanted / unit))),
      tokensPerWord: Number((tokens / Math.max(1, words)).toFixed(3)),
    };
  }
}
