import { PretextError } from '../../shared/errors.ts';
import type { ImageRows } from '../../shared/training.ts';
import { decodeSampleText } from '../files/sample-text.ts';
import { ThumbnailReader } from '../files/thumbnails.ts';

/** Texts as imports kept them, read when they are asked for. Close it when done. */
export class KeptTexts {
  readonly count: number;
  readonly #readers: readonly ThumbnailReader[];
  readonly #rows: ImageRows;
  /** The one read last: it is often asked for again. */
  #last: { index: number; text: string } | null = null;

  /** @throws {PretextError} `corrupt-file`, `not-found` */
  constructor(rows: ImageRows) {
    this.#rows = rows;
    this.count = rows.row.length;
    const readers: ThumbnailReader[] = [];
    this.#readers = readers;
    try {
      for (const file of rows.files) readers.push(new ThumbnailReader(file));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** @throws {PretextError} `corrupt-file` @throws {RangeError} when there is no such text */
  read(index: number): string {
    if (this.#last?.index === index) return this.#last.text;
    const reader = this.#readers[this.#rows.file[index] ?? -1];
    if (reader === undefined) throw new RangeError(`text ${index} of ${this.count}`);
    const kept = decodeSampleText(reader.read(this.#rows.row[index] ?? -1), reader.file);
    if (!('text' in kept)) {
      throw new PretextError('corrupt-file', `${reader.file} is damaged: a text is none.`, {
        path: reader.file,
        remedy: 'Import the data again, or restore the file from a backup.',
      });
    }
    this.#last = { index, text: kept.text };
    return kept.text;
  }

  close(): void {
    for (const reader of this.#readers) reader.close();
  }
}
