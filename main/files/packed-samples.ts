import { closeSync, openSync } from 'node:fs';
import { PretextError } from '../../shared/errors.ts';
import {
  packedBytes,
  packedLayout,
  type SampleSpec,
  sampleSpecSchema,
} from '../../shared/sample-spec.ts';
import { PartialFile } from './partial-file.ts';
import { encodeHeader, readFully, readHeader, type TensorLocation } from './safetensors.ts';

/**
 * A pack: one safetensors tensor `samples`, `[count, …]`, and what one of them is in the metadata. Samples are
 * decoded once, appended as they come, and read by row while training; the file is never loaded whole (the operating
 * system's page cache keeps the rows in use). Images have their own tensor `images`, uint8 `[count, height, width,
 * channels]`, and no metadata, as in packs of earlier versions.
 */

const tensorName = 'samples';
const imagesName = 'images';
/** The header is written last, into space kept at the front: this, and what the metadata take. */
const reservedHeaderBytes = 256;

const metadataOf = (spec: SampleSpec): Record<string, string> =>
  spec.kind === 'images' ? {} : { spec: JSON.stringify(spec) };

/** In steps of 256, so that texts of a slightly different length begin at the same place. */
function headerBytesFor(spec: SampleSpec): number {
  const text = JSON.stringify(metadataOf(spec)).length;
  return text === 2 ? reservedHeaderBytes : reservedHeaderBytes * (2 + Math.ceil(text / 128));
}

export class PackWriter {
  readonly spec: SampleSpec;
  readonly #file: PartialFile;
  readonly #bytes: number;
  readonly #begin: number;
  #count = 0;

  /** Starts a file under a temporary name. */
  constructor(file: string, spec: SampleSpec) {
    this.spec = spec;
    this.#bytes = packedBytes(spec);
    this.#begin = headerBytesFor(spec);
    this.#file = new PartialFile(file);
  }

  /** Appends one sample's bytes, as the specification says; returns its row. */
  append(sample: Uint8Array): number {
    if (sample.byteLength !== this.#bytes) {
      throw new Error(`a sample of ${sample.byteLength} bytes where ${this.#bytes} are expected`);
    }
    this.#file.write(sample, this.#begin + this.#count * this.#bytes);
    this.#count += 1;
    return this.#count - 1;
  }

  /** Completes the file; see `PartialFile`. Returns the number of samples. */
  async finish(): Promise<number> {
    const { shape, type: dtype } = packedLayout(this.spec);
    const name = this.spec.kind === 'images' ? imagesName : tensorName;
    const header = encodeHeader(
      new Map([[name, { dtype, shape: [this.#count, ...shape] }]]),
      metadataOf(this.spec),
      this.#begin,
    );
    if (header.byteLength !== this.#begin) throw new Error('packed header outgrew its space');
    this.#file.write(header, 0);
    await this.#file.finish();
    return this.#count;
  }

  /** Removes what was written, unless it was finished. */
  abort(): void {
    this.#file.abort();
  }
}

/** Reads rows of one pack. */
export class PackReader {
  readonly file: string;
  readonly count: number;
  readonly spec: SampleSpec;
  readonly #fd: number;
  readonly #begin: number;
  readonly #bytes: number;

  /** @throws {PretextError} `corrupt-file` when the file is no pack */
  constructor(file: string) {
    this.file = file;
    this.#fd = openSync(file, 'r');
    try {
      const { locations, metadata } = readHeader(file, this.#fd);
      const found =
        specOfImages(locations.get(imagesName)) ??
        specOfSamples(locations.get(tensorName), metadata['spec']);
      if (found === null) {
        throw new PretextError('corrupt-file', `${file} holds no packed samples.`, {
          path: file,
          remedy: 'Import the data again.',
        });
      }
      this.#begin = found.location.begin;
      this.count = found.location.shape[0] ?? 0;
      this.spec = found.spec;
      this.#bytes = packedBytes(found.spec);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
  }

  /** Copies one row's bytes into `target` at `offset`. */
  readInto(row: number, target: Uint8Array, offset: number): void {
    if (row < 0 || row >= this.count) throw new RangeError(`row ${row} of ${this.count}`);
    const bytes = this.#bytes;
    readFully(this.#fd, target.subarray(offset, offset + bytes), this.#begin + row * bytes);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

interface FoundSamples {
  location: TensorLocation;
  spec: SampleSpec;
}

function specOfImages(location: TensorLocation | undefined): FoundSamples | null {
  const [, height, width, channels] = location?.shape ?? [];
  const spec = sampleSpecSchema.safeParse({ kind: 'images', height, width, channels });
  return location === undefined ? null : checked(location, spec.data);
}

function specOfSamples(
  location: TensorLocation | undefined,
  text: string | undefined,
): FoundSamples | null {
  if (location === undefined || text === undefined) return null;
  try {
    return checked(location, sampleSpecSchema.safeParse(JSON.parse(text)).data);
  } catch {
    return null; // the caller says which file it is
  }
}

/** Null when a tensor is not what a specification says. */
function checked(location: TensorLocation, spec: SampleSpec | undefined): FoundSamples | null {
  if (spec === undefined) return null;
  const { shape, type } = packedLayout(spec);
  const [, ...rest] = location.shape;
  if (location.dtype !== type || rest.join() !== shape.join()) return null;
  return { location, spec };
}
