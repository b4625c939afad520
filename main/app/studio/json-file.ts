import { readFileSync, renameSync } from 'node:fs';
import type { z } from 'zod';
import { messageOf, systemCodeOf } from '../../../shared/errors.ts';
import { writeFileAtomic } from '../../files/atomic-write.ts';

/** A small file of JSON that is read once and written whole. A damaged one is set aside, never deleted. */
export class JsonFile<Schema extends z.ZodType> {
  readonly file: string;
  #value: z.output<Schema>;

  /** @param onDamage told in a sentence when the file could not be read and was set aside */
  constructor(
    file: string,
    schema: Schema,
    fallback: z.output<Schema>,
    onDamage: (sentence: string) => void,
  ) {
    this.file = file;
    this.#value = fallback;
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') onDamage(`${file}: ${messageOf(error)}`);
      return;
    }
    try {
      this.#value = schema.parse(JSON.parse(text));
    } catch {
      const aside = `${file}.damaged-${Date.now()}`;
      renameSync(file, aside);
      onDamage(`${file} was damaged. It is now ${aside}, and a new one begins.`);
    }
  }

  get value(): z.output<Schema> {
    return this.#value;
  }

  set(value: z.output<Schema>): void {
    writeFileAtomic(this.file, `${JSON.stringify(value, null, 2)}\n`);
    this.#value = value;
  }
}
