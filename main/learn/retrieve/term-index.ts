/** How often each of some terms comes. */
export type TermCounts = ReadonlyMap<string, number>;

export function countTerms(terms: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** BM25's saturation and weight of length, as Anserini has them for passages (Yang, Fang, Lin 2017). */
const [k1, b] = [0.9, 0.4];

/** Which texts each term is in, and how often. */
export class TermIndex {
  /** Texts. */
  readonly count: number;
  readonly #ids: ReadonlyMap<string, number>;
  /** Entries of term `id` are `#begins[id] … #begins[id + 1] - 1`. */
  readonly #begins: Int32Array;
  readonly #texts: Int32Array;
  readonly #counts: Uint16Array;
  /** Terms in each text. */
  readonly #lengths: Float32Array;
  readonly #meanLength: number;
  /** Of the TF-IDF vectors. */
  readonly #norms: Float32Array;

  /** @param parts of `TermIndexBuilder` */
  constructor(parts: {
    ids: ReadonlyMap<string, number>;
    begins: Int32Array;
    texts: Int32Array;
    counts: Uint16Array;
    lengths: Float32Array;
  }) {
    this.count = parts.lengths.length;
    this.#ids = parts.ids;
    this.#begins = parts.begins;
    this.#texts = parts.texts;
    this.#counts = parts.counts;
    this.#lengths = parts.lengths;
    this.#meanLength = parts.lengths.reduce((sum, each) => sum + each, 0) / Math.max(1, this.count);
    this.#norms = this.#normsOfTexts();
  }

  /** Texts that a term is in. */
  frequencyOf(term: string): number {
    const [begin, end] = this.#entriesOf(term);
    return end - begin;
  }

  /** How often a term comes in all texts together. */
  occurrencesOf(term: string): number {
    const [begin, end] = this.#entriesOf(term);
    let sum = 0;
    for (let at = begin; at < end; at++) sum += this.#counts[at] ?? 0;
    return sum;
  }

  /** Terms of all texts, each as often as it comes. */
  get occurrences(): number {
    return this.#meanLength * this.count;
  }

  /**
   * Cosine of a query and each text, `[texts]`, 0…1: counts as 1 + ln(count), times ln((1 + texts) / (1 + texts with the term)) + 1, as
   * scikit-learn's `TfidfVectorizer(sublinear_tf=True)` has them (Salton, Buckley 1988).
   */
  cosines(query: TermCounts): Float32Array {
    const scores = new Float32Array(this.count);
    let squares = 0;
    for (const [term, count] of query) {
      const idf = this.#smoothIdf(term);
      // A term that no text has makes the query longer, and likens it to none: as scikit-learn, which does not know it, left out.
      const [begin, end] = this.#entriesOf(term);
      if (begin === end) continue;
      const weight = (1 + Math.log(count)) * idf;
      squares += weight * weight;
      for (let at = begin; at < end; at++) {
        const text = this.#texts[at] ?? 0;
        const own = (1 + Math.log(this.#counts[at] ?? 1)) * idf;
        scores[text] = (scores[text] ?? 0) + weight * own;
      }
    }
    const length = Math.sqrt(squares);
    for (let text = 0; text < scores.length; text++) {
      const product = scores[text] ?? 0;
      if (product > 0) scores[text] = product / (length * (this.#norms[text] ?? 1));
    }
    return scores;
  }

  /** The same cosine for a text that is not among them, weighted as they are. */
  cosineOf(query: TermCounts, text: TermCounts): number {
    let [product, ofQuery, ofText] = [0, 0, 0];
    const weightOf = (count: number, term: string): number =>
      (1 + Math.log(count)) * this.#smoothIdf(term);
    for (const [term, count] of query) {
      if (this.frequencyOf(term) === 0) continue;
      const weight = weightOf(count, term);
      ofQuery += weight * weight;
      const there = text.get(term);
      if (there !== undefined) product += weight * weightOf(there, term);
    }
    for (const [term, count] of text) ofText += weightOf(count, term) ** 2;
    return product === 0 ? 0 : product / Math.sqrt(ofQuery * ofText);
  }

  /**
   * Okapi BM25 of each text, `[texts]`, from 0 (Robertson, Zaragoza 2009, The probabilistic relevance framework, eq. 3.15), in Lucene's form, whose weight of rare
   * terms, ln(1 + (texts − with + 0.5) / (with + 0.5)), is never below 0.
   */
  bm25(query: Iterable<string>): Float32Array {
    const scores = new Float32Array(this.count);
    for (const term of new Set(query)) {
      const [begin, end] = this.#entriesOf(term);
      const idf = rarity(this.count, end - begin);
      for (let at = begin; at < end; at++) {
        const text = this.#texts[at] ?? 0;
        const count = this.#counts[at] ?? 0;
        const length = (this.#lengths[text] ?? 0) / this.#meanLength;
        const part = count / (count + k1 * (1 - b + b * length));
        scores[text] = (scores[text] ?? 0) + idf * part;
      }
    }
    return scores;
  }

  #entriesOf(term: string): [begin: number, end: number] {
    const id = this.#ids.get(term);
    return id === undefined ? [0, 0] : [this.#begins[id] ?? 0, this.#begins[id + 1] ?? 0];
  }

  #smoothIdf(term: string): number {
    return Math.log((1 + this.count) / (1 + this.frequencyOf(term))) + 1;
  }

  #normsOfTexts(): Float32Array {
    const squares = new Float64Array(this.count);
    for (let id = 0; id + 1 < this.#begins.length; id++) {
      const [begin, end] = [this.#begins[id] ?? 0, this.#begins[id + 1] ?? 0];
      const idf = Math.log((1 + this.count) / (1 + end - begin)) + 1;
      for (let at = begin; at < end; at++) {
        const text = this.#texts[at] ?? 0;
        const weight = (1 + Math.log(this.#counts[at] ?? 1)) * idf;
        squares[text] = (squares[text] ?? 0) + weight * weight;
      }
    }
    return Float32Array.from(squares, Math.sqrt);
  }
}

/** How much a term tells that `having` of so many texts have. */
export function rarity(texts: number, having: number): number {
  return Math.log(1 + (texts - having + 0.5) / (having + 0.5));
}
