import { byteTokens } from './byte-alphabet.ts';
import type { Merge } from './learn-merges.ts';
import { PairTable, pairKey } from './pair-table.ts';
import { ownString, wordsOf } from './pre-tokenize.ts';
import { Vocabulary } from './vocabulary.ts';

/** Words whose tokens are remembered. */
const cachedWords = 50_000;

/**
 * A byte-level BPE tokenizer (Sennrich et al. 2016; Radford et al. 2019): any text has tokens, and they give the text
 * back.
 */
export class Tokenizer {
  /** Pairs that become one, the first learnt first. */
  readonly merges: readonly Merge[];
  readonly #vocabulary = new Vocabulary();
  readonly #bytes: readonly Uint8Array[];
  /** Rank of a pair: the place of its merge. */
  readonly #ranks: PairTable;
  /** What each merge makes: uint16 `[merges]`. */
  readonly #merged: Uint16Array;
  readonly #cache = new Map<string, Uint16Array>();
  readonly #encoder = new TextEncoder();
  readonly #scratch = new Uint8Array(1024);

  /** @param merges of tokens that exist by then: see `Vocabulary` for their ids */
  constructor(merges: readonly Merge[]) {
    this.merges = merges;
    this.#ranks = new PairTable(merges.length);
    this.#merged = new Uint16Array(merges.length);
    for (const [rank, [first, second]] of merges.entries()) {
      this.#ranks.set(pairKey(first, second), rank);
      this.#merged[rank] = this.#vocabulary.merge(first, second);
    }
    this.#bytes = this.#vocabulary.toBytes();
  }

  /** Number of tokens, special ones included. */
  get size(): number {
    return this.#vocabulary.size;
  }

  /** Tokens by id, as characters of the byte alphabet (`Ġthe`). */
  get tokens(): readonly string[] {
    return this.#vocabulary.tokens;
  }

  /**
   * Token ids of a text, int32 `[tokens]`, without special ones. Lone surrogates, which no UTF-8 can hold, are read
   * as U+FFFD.
   */
  encode(text: string): Int32Array {
    let ids = new Int32Array(Math.max(16, text.length >> 1));
    let length = 0;
    for (const word of wordsOf(text.toWellFormed())) {
      const tokens = this.#encodeWord(word);
      if (length + tokens.length > ids.length) {
        const larger = new Int32Array(2 * ids.length + tokens.length);
        larger.set(ids);
        ids = larger;
      }
      ids.set(tokens, length);
      length += tokens.length;
    }
    return ids.slice(0, length);
  }

  /**
   * The text of tokens; special ones have none. Tokens that end within a character give U+FFFD there.
   * @throws {RangeError} for an id that is not of the vocabulary
   */
  decode(ids: Iterable<number>): string {
    const parts: Uint8Array[] = [];
    for (const id of ids) {
      const bytes = this.#bytes[id];
      if (bytes === undefined) {
        throw new RangeError(`${id} is no token; the vocabulary has ${this.size}.`);
      }
      parts.push(bytes);
    }
    return Buffer.concat(parts).toString('utf8');
  }

  #encodeWord(word: string): Uint16Array {
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    const tokens = this.#merge(word);
    if (this.#cache.size >= cachedWords) this.#cache.clear();
    this.#cache.set(ownString(word), tokens);
    return tokens;
  }

  /** Merges the pair learnt first, the leftmost of equals, until none is left. */
  #merge(word: string): Uint16Array {
    const { written } = this.#encoder.encodeInto(word, this.#scratch);
    const symbols = Uint16Array.from(
      this.#scratch.subarray(0, written),
      (byte) => byteTokens[byte] ?? 0,
    );
    const ranks = new Int32Array(written);
    const rankAt = (at: number, length: number): number =>
      at + 1 < length ? this.#ranks.get(pairKey(symbols[at] ?? 0, symbols[at + 1] ?? 0)) : -1;
    let length = written;
    for (let at = 0; at < length; at++) ranks[at] = rankAt(at, length);
    for (;;) {
      let best = -1;
      let lowest = Number.POSITIVE_INFINITY;
      for (let at = 0; at + 1 < length; at++) {
        const rank = ranks[at] ?? -1;
        if (rank < 0 || rank >= lowest) continue;
        best = at;
        lowest = rank;
      }
      if (best < 0) return symbols.slice(0, length);
      symbols[best] = this.#merged[lowest] ?? 0;
      symbols.copyWithin(best + 1, best + 2, length);
      ranks.copyWithin(best + 1, best + 2, length);
      length -= 1;
      ranks[best] = rankAt(best, length);
      if (best > 0) ranks[best - 1] = rankAt(best - 1, length);
    }
  }
}
