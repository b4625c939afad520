/** Disjoint sets of 0 … count − 1 (Tarjan 1975), with path halving and union by size. */
export class UnionFind {
  readonly #parent: Int32Array;
  readonly #size: Int32Array;
  sets: number;

  constructor(count: number) {
    this.#parent = Int32Array.from({ length: count }, (_, index) => index);
    this.#size = new Int32Array(count).fill(1);
    this.sets = count;
  }

  /** The element that stands for the set of this one. */
  find(element: number): number {
    let at = element;
    for (;;) {
      const parent = this.#parent[at] ?? at;
      if (parent === at) return at;
      const above = this.#parent[parent] ?? parent;
      this.#parent[at] = above;
      at = above;
    }
  }

  /** Elements in the set of this one. */
  sizeOf(element: number): number {
    return this.#size[this.find(element)] ?? 0;
  }

  /** @returns false when both were in one set already */
  join(first: number, second: number): boolean {
    let [big, small] = [this.find(first), this.find(second)];
    if (big === small) return false;
    if (this.sizeOf(big) < this.sizeOf(small)) [big, small] = [small, big];
    this.#parent[small] = big;
    this.#size[big] = (this.#size[big] ?? 0) + (this.#size[small] ?? 0);
    this.sets -= 1;
    return true;
  }
}
