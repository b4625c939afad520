import { specialTokens } from '../../../../shared/special-tokens.ts';
import { baseTokens, characterBytes } from './byte-alphabet.ts';

/** Rows of token ids are uint16. */
export const maxVocabulary = 65_536;

/**
 * Tokens by id: special ones, the 256 bytes, then what merges made, in order. Two merges can make the same
 * text (`a` + `bc` and `ab` + `c`): the second has the id of the first, as in Hugging Face's library.
 */
export class Vocabulary {
  /** Each token as characters of the byte alphabet. */
  readonly tokens: string[] = [...baseTokens];
  readonly #ids: Map<string, number> = new Map(baseTokens.map((token, id) => [token, id]));

  get size(): number {
    return this.tokens.length;
  }

  /** The id of a token; `undefined` where there is none. */
  idOf(token: string): number | undefined {
    return this.#ids.get(token);
  }

  /** The id of what two tokens make, which is a new one unless that text has one already. */
  merge(first: number, second: number): number {
    const token = `${this.tokens[first]}${this.tokens[second]}`;
    const known = this.#ids.get(token);
    if (known !== undefined) return known;
    this.#ids.set(token, this.tokens.length);
    this.tokens.push(token);
    return this.tokens.length - 1;
  }

  /** The bytes of each token; none for special ones. */
  toBytes(): Uint8Array[] {
    return this.tokens.map((token, id) =>
      id < specialTokens.length
        ? new Uint8Array(0)
        : Uint8Array.from(token, (character) => characterBytes.get(character) ?? 0),
    );
  }
}
