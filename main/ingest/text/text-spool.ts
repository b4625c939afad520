import { closeSync, createReadStream, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** UTF-16 code units that are written at a time. */
const portion = 1024 * 1024;

/** Values on disk between two passes, one a line, since the texts of a person may not fit into memory. */
export class Spool<Value> {
  readonly #file: string;
  readonly #fd: number;
  #pending: string[] = [];
  #characters = 0;
  #open = true;

  /** Makes the file, and its folder if needed. @throws {Error} the system's error, as all that follows */
  constructor(file: string) {
    this.#file = file;
    mkdirSync(path.dirname(file), { recursive: true });
    this.#fd = openSync(file, 'w');
  }

  write(value: Value): void {
    const line = `${JSON.stringify(value)}\n`;
    this.#pending.push(line);
    this.#characters += line.length;
    if (this.#characters >= portion) this.#flush();
  }

  /** All that was written, once; nothing can be written any more. */
  async *read(): AsyncGenerator<Value> {
    this.#close();
    const lines = createInterface({
      input: createReadStream(this.#file),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
    for await (const line of lines) yield JSON.parse(line) as Value;
  }

  remove(): void {
    this.#pending = [];
    this.#close();
    rmSync(this.#file, { force: true });
  }

  #flush(): void {
    writeFileSync(this.#fd, this.#pending.join(''));
    this.#pending = [];
    this.#characters = 0;
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      this.#flush();
    } finally {
      closeSync(this.#fd);
    }
  }
}
