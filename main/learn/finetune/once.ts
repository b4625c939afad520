/** Values that are computed the first time they are asked for. */
export class Once {
  readonly #values = new Map<string, Promise<unknown>>();

  async of<T>(name: string, compute: () => Promise<T>): Promise<T> {
    const known = this.#values.get(name) as Promise<T> | undefined;
    if (known !== undefined) return await known;
    const value = compute();
    this.#values.set(name, value);
    return await value;
  }
}
