import type { ImagePreprocessing } from '../types.ts';

/** What a file's header tells. */
export interface ImageHeader {
  format: string;
  /** Pixels, standing upright. */
  width: number;
  height: number;
  grey: boolean;
  alpha: boolean;
  cmyk: boolean;
  sixteenBit: boolean;
  exifRotated: boolean;
  frames: number;
}

/** Decoded pixels: uint8 or uint16 `[height, width, channels]`, upright, before resizing. */
export interface RawImage {
  width: number;
  height: number;
  channels: 1 | 2 | 3 | 4;
  pixels: Uint8Array | Uint16Array;
}

/** A family of image files: one file in this folder and one line in `index.ts`. */
export interface ImageKind {
  /** Name of the format when the first bytes are of this kind; null otherwise. */
  sniff(bytes: Uint8Array): string | null;
  /** Extensions that files of a format usually have, lower case. */
  extensions(format: string): readonly string[];
  /** @throws {SkipFile} */
  probe(bytes: Uint8Array, format: string, maxPixels: number): Promise<ImageHeader>;
  /** Decodes and resizes. @returns uint8 `[size, size, channels]` @throws {SkipFile} */
  decode(
    bytes: Uint8Array,
    header: ImageHeader,
    preprocessing: ImagePreprocessing,
    maxPixels: number,
  ): Promise<Uint8Array>;
  /** Smallest and largest value, for 16-bit images. @throws {SkipFile} */
  range?(bytes: Uint8Array, maxPixels: number): Promise<readonly [number, number]>;
}
