/** Finds a sample's place in a list of ids. Ids count up from one, so a plain array does. */
export class IdIndex {
  readonly #places: Int32Array;

  constructor(ids: Int32Array) {
    let greatest = 0;
    for (const id of ids) if (id > greatest) greatest = id;
    this.#places = new Int32Array(greatest + 1).fill(-1);
    for (let place = 0; place < ids.length; place++) this.#places[ids[place] ?? 0] = place;
  }

  /** @returns −1 when it is not in the list */
  of(id: number): number {
    return this.#places[id] ?? -1;
  }
}
