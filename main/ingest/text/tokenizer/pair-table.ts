/** Numbers by pairs of tokens: a hash table with open addressing, several times as fast as a `Map` of numbers. */
export class PairTable {
  #keys: Uint32Array;
  /** One more than the value; 0: free. */
  #values: Uint32Array;
  #mask: number;
  #size = 0;

  /** @param expected number of pairs; it grows beyond */
  constructor(expected = 1024) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(expected, 8) * 2));
    this.#keys = new Uint32Array(capacity);
    this.#values = new Uint32Array(capacity);
    this.#mask = capacity - 1;
  }

  /** @param key of `pairKey`; @returns -1 where there is none */
  get(key: number): number {
    return (this.#values[this.#slot(key)] ?? 0) - 1;
  }

  set(key: number, value: number): void {
    const slot = this.#slot(key);
    if (this.#values[slot] === 0) this.#size += 1;
    this.#keys[slot] = key;
    this.#values[slot] = value + 1;
    if (this.#size * 2 > this.#mask) this.#grow();
  }

  #slot(key: number): number {
    const mixed = Math.imul(key ^ (key >>> 15), 0x2c1b3c6d);
    let slot = (mixed ^ (mixed >>> 13)) & this.#mask;
    while (this.#values[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & this.#mask;
    return slot;
  }

  #grow(): void {
    const keys = this.#keys;
    const values = this.#values;
    this.#keys = new Uint32Array(keys.length * 2);
    this.#values = new Uint32Array(keys.length * 2);
    this.#mask = keys.length * 2 - 1;
    for (const [index, value] of values.entries()) {
      if (value === 0) continue;
      const slot = this.#slot(keys[index] ?? 0);
      this.#keys[slot] = keys[index] ?? 0;
      this.#values[slot] = value;
    }
  }
}

/** One number for two tokens below 65,536; ordered by the first, then by the second. */
export function pairKey(first: number, second: number): number {
  return first * 65_536 + second;
}
