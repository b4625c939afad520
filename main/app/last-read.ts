import { statSync } from 'node:fs';

/**
 * What was read of a file last, for a window that asks for part after part. Read anew when the file is another, also under the same name:
 * a deleted run may leave its number to a later one, and models are scored again.
 */
export class LastRead<T> {
  readonly #read: (file: string) => T;
  #last: { version: string; value: T } | undefined;

  constructor(read: (file: string) => T) {
    this.#read = read;
  }

  /** @returns undefined when there is no such file */
  of(file: string): T | undefined {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    const version = `${file} ${stats.ino} ${stats.mtimeMs}`;
    if (this.#last?.version !== version) this.#last = { version, value: this.#read(file) };
    return this.#last.value;
  }
}
