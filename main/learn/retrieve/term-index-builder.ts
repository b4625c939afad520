import { countTerms, TermIndex } from './term-index.ts';

/** V8 keeps the whole text of a match that is as long as this. */
const slicedFrom = 13;
const mostCounted = 65_535;

/** Takes texts in, one after the other. Holds their terms as numbers alone. */
export class TermIndexBuilder {
  readonly #ids = new Map<string, number>();
  #pairs = new Int32Array(1 << 16);
  #used = 0;
  /** Pairs before each text, and at the end of all. */
  readonly #begins: number[] = [0];
  readonly #lengths: number[] = [];

  /** @returns its place */
  add(terms: readonly string[]): number {
    for (const [term, count] of countTerms(terms)) {
      if (this.#used + 2 > this.#pairs.length) {
        const larger = new Int32Array(2 * this.#pairs.length);
        larger.set(this.#pairs);
        this.#pairs = larger;
      }
      this.#pairs[this.#used] = this.#idOf(term);
      this.#pairs[this.#used + 1] = Math.min(count, mostCounted);
      this.#used += 2;
    }
    this.#begins.push(this.#used);
    this.#lengths.push(terms.length);
    return this.#lengths.length - 1;
  }

  finish(): TermIndex {
    const begins = new Int32Array(this.#ids.size + 1);
    for (let at = 0; at < this.#used; at += 2) {
      const id = this.#pairs[at] ?? 0;
      begins[id + 1] = (begins[id + 1] ?? 0) + 1;
    }
    for (let id = 0; id < this.#ids.size; id++) {
      begins[id + 1] = (begins[id + 1] ?? 0) + (begins[id] ?? 0);
    }
    const next = begins.slice();
    const texts = new Int32Array(this.#used / 2);
    const counts = new Uint16Array(this.#used / 2);
    for (let text = 0; text < this.#lengths.length; text++) {
      const end = this.#begins[text + 1] ?? 0;
      for (let at = this.#begins[text] ?? 0; at < end; at += 2) {
        const id = this.#pairs[at] ?? 0;
        const place = next[id] ?? 0;
        texts[place] = text;
        counts[place] = this.#pairs[at + 1] ?? 0;
        next[id] = place + 1;
      }
    }
    const lengths = Float32Array.from(this.#lengths);
    return new TermIndex({ ids: this.#ids, begins, texts, counts, lengths });
  }

  #idOf(term: string): number {
    const known = this.#ids.get(term);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(term.length < slicedFrom ? term : Buffer.from(term).toString(), id);
    return id;
  }
}
