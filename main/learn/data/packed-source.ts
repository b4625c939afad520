import { PretextError } from '../../../shared/errors.ts';
import type { SampleSpec } from '../../../shared/sample-spec.ts';
import { PackReader } from '../../files/packed-samples.ts';

/** A row of one of several packs. */
export interface PackedRow {
  file: string;
  row: number;
}

/** Chosen rows of packs as one `SampleSource`. Close it when done. */
export class PackedSource {
  readonly spec: SampleSpec;
  readonly rows: readonly PackedRow[];
  readonly fileOf?: Int32Array;
  readonly #readers = new Map<string, PackReader>();

  /**
   * @param fileOf see `SampleSource.fileOf`
   * @throws {PretextError} `no-data` without rows; `corrupt-file` when files differ in what they hold
   */
  constructor(rows: readonly PackedRow[], fileOf?: Int32Array) {
    this.rows = rows;
    if (fileOf !== undefined) this.fileOf = fileOf;
    for (const { file } of rows) {
      if (!this.#readers.has(file)) this.#readers.set(file, new PackReader(file));
    }
    const [first, ...others] = this.#readers.values();
    if (first === undefined) {
      throw new PretextError('no-data', 'There is nothing to work on.', {
        remedy: 'Import data first.',
      });
    }
    this.spec = first.spec;
    for (const { spec, file } of others) {
      if (JSON.stringify(spec) !== JSON.stringify(this.spec)) {
        throw new PretextError('corrupt-file', `${file} holds samples of another form.`, {
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
    if (at === undefined || reader === undefined) throw new RangeError(`sample ${index}`);
    reader.readInto(at.row, target, offset);
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
  }
}
