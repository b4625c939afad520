/** Values a signature is made of. */
const bins = 128;
/** Bins that must be equal side by side for two texts to be compared. */
const bandBins = 8;
/** Estimated share of their runs of words that two texts have in common, from which on they are near duplicates. */
const alike = 0.8;
/** Words of a run. */
const run = 3;
/** Texts of fewer different runs are near duplicates when their words are the same, whatever is between them. */
const fewestRuns = 24;
/** Texts that share a band and are not alike, such as replies under one form letter, are compared with so many. */
const mostCompared = 64;
const nothing = 0xffffffff;

/**
 * Finds texts that are nearly the same: the same mail with another name in it. Each text is the set of its runs of three words, compared by MinHash
 * (Broder 1997, On the resemblance and containment of documents) with one permutation (Li, Owen, Zhang 2012, arXiv 1208.1259), among those that
 * share a band of it (Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, section 3.4). Two texts that have 90 % of their runs in common are
 * found with near certainty, two that have 60 % hardly ever.
 */
export class NearDuplicateTexts {
  /** Texts by what they share: a band, or their words. */
  readonly #byKey = new Map<string, number[]>();
  readonly #names: string[] = [];
  readonly #signatures: (Uint32Array | null)[] = [];
  /** A near duplicate that came before; itself when there is none. */
  readonly #parent: number[] = [];

  add(name: string, text: string): void {
    const at = this.#names.length;
    const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
    const hashes = runHashes(words);
    this.#names.push(name);
    this.#parent.push(at);
    if (hashes.size < fewestRuns) {
      this.#signatures.push(null);
      if (words.length > 0) this.#meet(`words ${words.join(' ')}`, at, () => true);
      return;
    }
    const signature = signatureOf(hashes);
    this.#signatures.push(signature);
    for (let band = 0; band < bins; band += bandBins) {
      const values = signature.subarray(band, band + bandBins);
      if (values.every((each) => each === nothing)) continue;
      this.#meet(`${band} ${values.join()}`, at, (other) =>
        isAlike(signature, this.#signatures[other] ?? null),
      );
    }
  }

  /** Groups of two and more, by name, in the order in which they came. */
  groups(): string[][] {
    const groups = new Map<number, string[]>();
    for (const [at, name] of this.#names.entries()) {
      const root = this.#rootOf(at);
      const group = groups.get(root);
      if (group === undefined) groups.set(root, [name]);
      else group.push(name);
    }
    return [...groups.values()].filter((group) => group.length > 1);
  }

  #meet(key: string, at: number, isNear: (other: number) => boolean): void {
    const met = this.#byKey.get(key);
    if (met === undefined) {
      this.#byKey.set(key, [at]);
      return;
    }
    const other = met.find((each) => this.#rootOf(each) === this.#rootOf(at) || isNear(each));
    if (other === undefined) {
      // Each is a kind of its own; who comes later is compared with them all.
      if (met.length < mostCompared) met.push(at);
      return;
    }
    const [a, b] = [this.#rootOf(other), this.#rootOf(at)];
    this.#parent[Math.max(a, b)] = Math.min(a, b);
  }

  #rootOf(at: number): number {
    let root = at;
    for (let next = this.#parent[root]; next !== undefined && next !== root; ) {
      root = next;
      next = this.#parent[root];
    }
    this.#parent[at] = root;
    return root;
  }
}

/** FNV-1a of each run of words, well mixed (MurmurHash3's finalizer). */
function runHashes(words: readonly string[]): Set<number> {
  const ofWord = words.map((word) => {
    let hash = 0x811c9dc5;
    for (let at = 0; at < word.length; at++) {
      hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
    }
    return hash;
  });
  const hashes = new Set<number>();
  for (let at = 0; at + run <= ofWord.length; at++) {
    let hash = 0;
    for (let word = 0; word < run; word++) {
      hash = (Math.imul(hash, 0x9e3779b1) ^ (ofWord[at + word] ?? 0)) | 0;
    }
    hashes.add(mixed(hash));
  }
  return hashes;
}

function mixed(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The least hash of each bin; a hash's bin is by its last bits, its value by the others. */
function signatureOf(hashes: ReadonlySet<number>): Uint32Array {
  const signature = new Uint32Array(bins).fill(nothing);
  for (const hash of hashes) {
    const bin = hash % bins;
    const value = Math.floor(hash / bins);
    if (value < (signature[bin] ?? nothing)) signature[bin] = value;
  }
  return signature;
}

/** Equal bins among those that either has. */
function isAlike(one: Uint32Array, other: Uint32Array | null): boolean {
  if (other === null) return false;
  let equal = 0;
  let filled = 0;
  for (const [bin, value] of one.entries()) {
    const there = other[bin] ?? nothing;
    if (value === nothing && there === nothing) continue;
    filled += 1;
    if (value === there) equal += 1;
  }
  return filled > 0 && equal / filled >= alike;
}
