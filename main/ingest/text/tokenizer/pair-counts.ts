import { PairTable, pairKey } from './pair-table.ts';
import type { WordSymbols } from './word-symbols.ts';

/** Every pair of neighbouring tokens: how often it stands, and in which words. */
export class PairCounts {
  readonly #words: WordSymbols;
  readonly #indexes = new PairTable(65_536);
  readonly keys: number[] = [];
  readonly counts: number[] = [];
  /** Of each pair, the first place in `#next` and `#word`; 0: none. */
  readonly #heads: number[] = [];
  /** Words of a pair as a linked list. A merge takes one token away and adds two pairs at most: three times is enough. */
  readonly #next: Int32Array;
  readonly #word: Int32Array;
  #used = 1;
  /** Pairs that became more frequent since they were last asked for. */
  #risen = new Set<number>();

  constructor(words: WordSymbols) {
    this.#words = words;
    const most = 3 * words.symbols.length + 1;
    this.#next = new Int32Array(most);
    this.#word = new Int32Array(most);
  }

  /** Counts the pairs of one word. */
  addWord(word: number): void {
    const { symbols, starts, lengths, counts } = this.#words;
    const start = starts[word] ?? 0;
    const count = counts[word] ?? 0;
    for (let at = start + 1; at < start + (lengths[word] ?? 0); at++) {
      this.#add(symbols[at - 1] ?? 0, symbols[at] ?? 0, count, word);
    }
  }

  /** Indexes of the pairs that became more frequent since the last call, in the order in which they did. */
  takeRisen(): Set<number> {
    const risen = this.#risen;
    this.#risen = new Set();
    return risen;
  }

  /** The words that a pair stands in; some may have lost it. It is never merged again. */
  *wordsOf(pair: number): Generator<number> {
    for (let at = this.#heads[pair] ?? 0; at !== 0; at = this.#next[at] ?? 0) {
      yield this.#word[at] ?? 0;
    }
    this.#heads[pair] = 0;
    this.counts[pair] = 0;
  }

  /** Writes `merged` wherever `first` and `second` stand side by side in a word, from the left. */
  merge(word: number, first: number, second: number, merged: number): void {
    const { symbols, starts, lengths, counts } = this.#words;
    const start = starts[word] ?? 0;
    const end = start + (lengths[word] ?? 0);
    const count = counts[word] ?? 0;
    let write = start;
    for (let read = start; read < end; write++) {
      if (symbols[read] !== first || read + 1 >= end || symbols[read + 1] !== second) {
        symbols[write] = symbols[read++] ?? 0;
        continue;
      }
      if (write > start) {
        const before = symbols[write - 1] ?? 0;
        this.#sink(before, first, count);
        this.#add(before, merged, count, word);
      }
      if (read + 2 < end) {
        const after = symbols[read + 2] ?? 0;
        this.#sink(second, after, count);
        this.#add(merged, after, count, word);
      }
      symbols[write] = merged;
      read += 2;
    }
    lengths[word] = write - start;
  }

  #sink(first: number, second: number, count: number): void {
    const pair = this.#indexes.get(pairKey(first, second));
    if (pair >= 0) this.counts[pair] = (this.counts[pair] ?? 0) - count;
  }

  #add(first: number, second: number, count: number, word: number): void {
    const key = pairKey(first, second);
    let pair = this.#indexes.get(key);
    if (pair < 0) {
      pair = this.keys.length;
      this.#indexes.set(key, pair);
      this.keys.push(key);
      this.counts.push(0);
      this.#heads.push(0);
    }
    this.counts[pair] = (this.counts[pair] ?? 0) + count;
    this.#risen.add(pair);
    const head = this.#heads[pair] ?? 0;
    if (head !== 0 && this.#word[head] === word) return;
    this.#word[this.#used] = word;
    this.#next[this.#used] = head;
    this.#heads[pair] = this.#used;
    this.#used += 1;
  }
}
