import type { Sharp } from 'sharp';
import type { ImportLimits } from '../limits.ts';
import type { ImageFormat } from '../types.ts';

/** What the head of an image file says. */
export interface ImageHeader {
  format: ImageFormat;
  /** In pixels, after EXIF rotation. */
  width: number;
  height: number;
  /** Stored without colour. */
  grey: boolean;
  hasAlpha: boolean;
  sixteenBit: boolean;
  cmyk: boolean;
  palette: boolean;
  rotated: boolean;
  /** Has a colour profile of its own. */
  profile: boolean;
  /** Frames of an animation, pages of a TIFF. */
  pages: number;
}

/** Decoded uint8 pixels `[height, width, channels]`: grey, RGB or RGBA. */
export interface RawImage {
  pixels: Uint8Array;
  width: number;
  height: number;
  channels: 1 | 3 | 4;
}

/**
 * A picture before it is resized: the beginning of a pipeline of sharp, or pixels. `quick` is another way to
 * pixels, a little less exact, for pictures that are made much smaller; `null` when it cannot.
 */
export type Picture = { sharp: () => Sharp; quick: () => RawImage | null } | { raw: RawImage };

/** One kind of image file. A new kind is one file like this and one line in `registry.ts`. */
export interface ImageKind {
  /** The format, if the first bytes are of this kind. */
  sniff(head: Uint8Array): ImageFormat | null;
  /** @throws {Refusal} when the file is damaged or of an unsupported variant */
  readHeader(bytes: Buffer, format: ImageFormat, limits: ImportLimits): Promise<ImageHeader>;
  /**
   * @param lenient on the second attempt, after a failure that `isHarmless`
   * @throws {Refusal} when the file is damaged or of an unsupported variant
   */
  open(bytes: Buffer, header: ImageHeader, limits: ImportLimits, lenient: boolean): Picture;
  /** Whether a decoder's message is a complaint about the form of the file, its picture being whole. */
  isHarmless?(message: string, header: ImageHeader): boolean;
}

/** Whether `head` has these bytes (or this ASCII text) at `offset`. */
export function hasMagic(head: Uint8Array, magic: string | readonly number[], offset = 0): boolean {
  const wanted = typeof magic === 'string' ? Buffer.from(magic, 'latin1') : magic;
  if (head.length < offset + wanted.length) return false;
  for (let index = 0; index < wanted.length; index++) {
    if (head[offset + index] !== wanted[index]) return false;
  }
  return true;
}
