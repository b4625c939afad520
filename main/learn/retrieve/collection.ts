import { contentTerms, functionWordsOf } from './function-words.ts';
import { mixed } from './mix.ts';
import { passagesOf, type Stretch } from './passages.ts';
import { countTerms, rarity, type TermIndex } from './term-index.ts';
import { TermIndexBuilder } from './term-index-builder.ts';
import { formsOf, stemOf, termsOf } from './terms.ts';

/** A passage, and the text that it is of. */
export interface PassageAt extends Stretch {
  passage: number;
  text: number;
}

export interface RankedPassage extends PassageAt {
  /** From 0; larger fits better. */
  score: number;
}

/** Weight of how well the whole text fits, beside how well the passage does; both over the best of all. */
const ofWholeText = 0.5;

/** Texts to be searched, and their passages: what is known of their words. The texts themselves stay where they are. */
export class Collection {
  /** Words of whole texts, and their stems. */
  readonly #texts: TermIndex;
  /** Stems of passages. */
  readonly passages: TermIndex;
  readonly functionWords: ReadonlySet<string>;
  /** Text, start and end of each passage. */
  readonly #places: Int32Array;
  /** Passages that each word is in. */
  readonly #passagesWith: ReadonlyMap<string, number>;

  constructor(parts: {
    texts: TermIndex;
    passages: TermIndex;
    places: Int32Array;
    passagesWith: ReadonlyMap<string, number>;
  }) {
    this.#texts = parts.texts;
    this.passages = parts.passages;
    this.#places = parts.places;
    this.#passagesWith = parts.passagesWith;
    // Half of what comes in texts are stems.
    const words = Math.max(1, parts.texts.occurrences / 2);
    this.functionWords = functionWordsOf((term) => parts.texts.occurrencesOf(term) / words);
  }

  /** Texts. */
  get count(): number {
    return this.#texts.count;
  }

  /** TF-IDF of a query and each text, `[texts]`, 0…1: the share of words, and of stems, that they have in common. */
  cosines(query: readonly string[]): Float32Array {
    return this.#texts.cosines(countTerms(formsOf(query)));
  }

  /** The same for a text that is not among them. */
  cosineOf(query: readonly string[], text: string): number {
    return this.#texts.cosineOf(countTerms(formsOf(query)), countTerms(formsOf(termsOf(text))));
  }

  placeOf(passage: number): PassageAt {
    const [text = 0, start = 0, end = 0] = this.#places.subarray(3 * passage, 3 * passage + 3);
    return { passage, text, start, end };
  }

  /** Those of a text. */
  passagesIn(text: number): PassageAt[] {
    // They lie in the order of their texts.
    let [low, high] = [0, this.passages.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#places[3 * middle] ?? 0) < text) low = middle + 1;
      else high = middle;
    }
    const found: PassageAt[] = [];
    while (low < this.passages.count && this.#places[3 * low] === text) {
      found.push(this.placeOf(low));
      low += 1;
    }
    return found;
  }

  /** The passage that fits best of each of some texts; null for one that has none. */
  bestPassages(content: readonly string[], texts: readonly number[]): (PassageAt | null)[] {
    const scores = this.passages.bm25(content.map(stemOf));
    return texts.map((text) => {
      let best: PassageAt | null = null;
      for (const place of this.passagesIn(text)) {
        if (best === null || (scores[place.passage] ?? 0) > (scores[best.passage] ?? 0)) {
          best = place;
        }
      }
      return best;
    });
  }

  /** How much a word tells, by the passages that have it. @param without passages with it that do not count */
  rarityOf(term: string, without = 0): number {
    const having = this.#passagesWith.get(term) ?? 0;
    return rarity(this.passages.count, Math.max(0, having - without));
  }

  /** The words that a question is about. */
  contentOf(question: string): string[] {
    return contentTerms(termsOf(question), this.functionWords);
  }

  /**
   * How well each text fits a query, `[texts]`, in standard deviations above the mean text.
   * @param similarities of the encoder's embeddings to the query's, `[texts]`; null where there is none
   */
  fit(query: readonly string[], similarities: Float32Array | null, weight: number): Float32Array {
    const words = this.cosines(query);
    return similarities === null ? mixed(words, words, 0) : mixed(words, similarities, weight);
  }

  /**
   * The passages that fit best, best first.
   * @param content words of the question
   * @param leavingOut a text that is not looked at
   */
  rank(content: readonly string[], count: number, leavingOut = -1): RankedPassage[] {
    const ofPassages = this.passages.bm25(content.map(stemOf));
    const ofTexts = this.cosines(content);
    const textOf = (passage: number): number => this.#places[3 * passage] ?? 0;
    let [bestPassage, bestText] = [0, 0];
    ofPassages.forEach((score, passage) => {
      if (textOf(passage) !== leavingOut) bestPassage = Math.max(bestPassage, score);
    });
    ofTexts.forEach((score, text) => {
      if (text !== leavingOut) bestText = Math.max(bestText, score);
    });
    const best: { passage: number; score: number }[] = [];
    ofPassages.forEach((own, passage) => {
      const text = textOf(passage);
      if (own === 0 || text === leavingOut) return;
      const whole = bestText === 0 ? 0 : (ofTexts[text] ?? 0) / bestText;
      const score = own / bestPassage + ofWholeText * whole;
      const last = best.at(-1);
      if (best.length >= count && last !== undefined && score <= last.score) return;
      const at = best.findIndex((each) => each.score < score);
      best.splice(at < 0 ? best.length : at, 0, { passage, score });
      if (best.length > count) best.pop();
    });
    return best.map(({ passage, score }) => ({ ...this.placeOf(passage), score }));
  }
}

/** Takes texts in, one after the other. */
export class CollectionBuilder {
  readonly #texts = new TermIndexBuilder();
  readonly #passages = new TermIndexBuilder();
  readonly #places: number[] = [];
  readonly #passagesWith = new Map<string, number>();

  add(content: string): void {
    const text = this.#texts.add(formsOf(termsOf(content)));
    for (const { start, end } of passagesOf(content)) {
      const terms = termsOf(content.slice(start, end));
      this.#passages.add(terms.map(stemOf));
      this.#places.push(text, start, end);
      for (const term of new Set(terms)) {
        const known = this.#passagesWith.get(term);
        // A copy: V8 would keep the whole text for a part of it.
        if (known === undefined) this.#passagesWith.set(Buffer.from(term).toString(), 1);
        else this.#passagesWith.set(term, known + 1);
      }
    }
  }

  finish(): Collection {
    return new Collection({
      texts: this.#texts.finish(),
      passages: this.#passages.finish(),
      places: Int32Array.from(this.#places),
      passagesWith: this.#passagesWith,
    });
  }
}
