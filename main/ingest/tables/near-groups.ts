/** Rows that are near duplicates of each other, as they come. */
export class NearGroups {
  readonly #byKey = new Map<string, string[]>();
  readonly #groups: string[][] = [];

  /** @param key rows of one are near duplicates; null for a row that is none */
  add(key: string | null, sample: string): void {
    if (key === null) return;
    const group = this.#byKey.get(key);
    if (group === undefined) {
      this.#byKey.set(key, [sample]);
      return;
    }
    group.push(sample);
    if (group.length === 2) this.#groups.push(group);
  }

  /** Of two samples at least, in the order in which their second one came. */
  get groups(): string[][] {
    return this.#groups;
  }
}
