import { rmSync } from 'node:fs';
import type { SampleSpec } from '../../shared/sample-spec.ts';
import { PackWriter } from '../files/packed-samples.ts';
import { ThumbnailWriter } from '../files/thumbnails.ts';

interface RowFiles {
  packFile: string;
  /** None are made without it. */
  thumbnailFile: string | undefined;
  spec: SampleSpec;
}

/** The pack, and the thumbnails where they are wanted: both or neither. */
export class RowWriter {
  readonly #pack: PackWriter;
  readonly #thumbnails: ThumbnailWriter | null;
  readonly #thumbnailFile: string | undefined;

  constructor({ packFile, thumbnailFile, spec }: RowFiles) {
    this.#pack = new PackWriter(packFile, spec);
    this.#thumbnailFile = thumbnailFile;
    try {
      this.#thumbnails = thumbnailFile === undefined ? null : new ThumbnailWriter(thumbnailFile);
    } catch (error) {
      this.#pack.abort();
      throw error;
    }
  }

  /** @param thumbnail what is shown of it */
  append(sample: Uint8Array, thumbnail: Uint8Array | null): number {
    const row = this.#pack.append(sample);
    if (this.#thumbnails === null) return row;
    if (thumbnail === null || this.#thumbnails.append(thumbnail) !== row) {
      throw new Error(`row ${row} of the pack has another thumbnail`);
    }
    return row;
  }

  async finish(): Promise<void> {
    await this.#thumbnails?.finish();
    await this.#pack.finish();
  }

  abort(): void {
    this.#pack.abort();
    this.#thumbnails?.abort();
    // It may be finished already when the pack fails.
    if (this.#thumbnailFile !== undefined) rmSync(this.#thumbnailFile, { force: true });
  }
}
