import { once } from 'node:events';
import { createReadStream, createWriteStream, rmSync, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';

/** Values on disk between two passes, one a line, since the texts of a person may not fit into memory. */
export class Spool<Value> {
  readonly #file: string;
  readonly #out: WriteStream;

  constructor(file: string) {
    this.#file = file;
    this.#out = createWriteStream(file);
  }

  /** @throws {Error} the system's error (`ENOSPC`, …) */
  async write(value: Value): Promise<void> {
    if (!this.#out.write(`${JSON.stringify(value)}\n`)) await once(this.#out, 'drain');
  }

  /** All that was written, once. */
  async *read(): AsyncGenerator<Value> {
    this.#out.end();
    await finished(this.#out);
    const lines = createInterface({ input: createReadStream(this.#file), crlfDelay: Infinity });
    for await (const line of lines) yield JSON.parse(line) as Value;
  }

  remove(): void {
    this.#out.destroy();
    rmSync(this.#file, { force: true });
  }
}
