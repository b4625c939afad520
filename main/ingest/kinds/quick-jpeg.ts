import { createRequire } from 'node:module';
import type * as JpegTurbo from '@julusian/jpeg-turbo';
import type { ImageHeader, RawImage } from './kind.ts';

/**
 * libjpeg-turbo without libvips around it, for ordinary JPEG pictures that are to become much smaller: of a photo
 * of 500 × 400 pixels libvips takes 2.7 ms to give 160 × 128, more than half of it for setting up its pipeline;
 * decoding it here takes 0.8 ms, and scaling it (`lanczos.ts`) 0.7 ms. Whatever is not quite in order or not
 * quite ordinary goes to libvips, which also finds the words for what is wrong. It uses the fast cosine
 * transform: scaled down, the pixels of photos differ from libvips' by 0.9 of 255 in the mean.
 */

/** Larger pictures are decoded at a half, a quarter or an eighth of their size by libvips. */
const maxPixels = 1e6;

const turbo = load();
/** Used for every picture: fresh memory costs more than a tenth of the decoding. */
let room: Buffer | null = null;

/** Platforms without a build of it do without. */
function load(): typeof JpegTurbo | null {
  try {
    return createRequire(import.meta.url)('@julusian/jpeg-turbo') as typeof JpegTurbo;
  } catch {
    return null;
  }
}

/**
 * @returns uint8 grey or RGB pixels, which the next call overwrites; `null` where libvips should look at the
 *   file instead
 */
export function decodeQuickly(bytes: Buffer, header: ImageHeader): RawImage | null {
  const { format, width, height, grey, cmyk, rotated, profile } = header;
  const ordinary = format === 'jpeg' && !cmyk && !rotated && !profile;
  if (turbo === null || !ordinary || width * height > maxPixels) return null;
  room ??= Buffer.allocUnsafeSlow(maxPixels * 3);
  try {
    const decoded = turbo.decompressSync(bytes, room, {
      format: grey ? turbo.FORMAT_GRAY : turbo.FORMAT_RGB,
    });
    if (decoded.width !== width || decoded.height !== height) return null;
    return {
      pixels: decoded.data.subarray(0, decoded.size),
      width,
      height,
      channels: grey ? 1 : 3,
    };
  } catch {
    return null; // a warning or an error: libvips says which
  }
}

/**
 * @param pixels uint8 grey or RGB
 * @returns a JPEG file; `null` where libvips has to do it
 */
export function encodeQuickly(
  { pixels, width, height, channels }: RawImage,
  quality: number,
): Buffer | null {
  if (turbo === null) return null;
  const grey = channels === 1;
  return turbo.compressSync(Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength), {
    format: grey ? turbo.FORMAT_GRAY : turbo.FORMAT_RGB,
    subsampling: grey ? turbo.SAMP_GRAY : turbo.SAMP_420,
    width,
    height,
    quality,
  });
}
