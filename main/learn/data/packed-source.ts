import { PretextError } from '../../../shared/errors.ts';
import { type ImageShape, PackedImageReader } from '../../files/packed-images.ts';

/** A row of one of several packed files. */
export interface PackedRow {
  file: string;
  row: number;
}

/** Chosen rows of packed image files as one `ImageSource`. Close it when done. */
export class PackedSource {
  readonly shape: ImageShape;
  readonly rows: readonly PackedRow[];
  readonly #readers = new Map<string, PackedImageReader>();

  /** @throws {PretextError} `no-data` without rows; `corrupt-file` when files differ in shape */
  constructor(rows: readonly PackedRow[]) {
    this.rows = rows;
    for (const { file } of rows) {
      if (!this.#readers.has(file)) this.#readers.set(file, new PackedImageReader(file));
    }
    const [first, ...others] = this.#readers.values();
    if (first === undefined) {
      throw new PretextError('no-data', 'There are no images to work on.', {
        remedy: 'Import images first.',
      });
    }
    this.shape = first.shape;
    for (const { shape, file } of others) {
      if (JSON.stringify(shape) !== JSON.stringify(this.shape)) {
        throw new PretextError('corrupt-file', `${file} holds images of another size.`, {
          path: file,
          remedy: 'Import the data again.',
        });
      }
    }
  }

  get count(): number {
    return this.rows.length;
  }

  readInto(index: number, target: Uint8Array, offset: number): void {
    const at = this.rows[index];
    const reader = at === undefined ? undefined : this.#readers.get(at.file);
    if (at === undefined || reader === undefined) throw new RangeError(`image ${index}`);
    reader.readInto(at.row, target, offset);
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
  }
}
