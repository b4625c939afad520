import sharp, { type Sharp } from 'sharp';
import type { ImagePreprocessing } from '../types.ts';
import type { RawImage } from './image-kind.ts';

/**
 * The common end of every decoder: transparency over the background, resized, in the data set's
 * channels. Lanczos-3 when shrinking (sharp's default), cubic when enlarging.
 *
 * @returns uint8 `[size, size, channels]`
 */
export async function finishPixels(
  image: Sharp,
  preprocessing: ImagePreprocessing,
): Promise<Uint8Array> {
  const { size, channels, fit } = preprocessing;
  const [r, g, b] = preprocessing.background;
  const background = { r, g, b };
  const { data, info } = await image
    .flatten({ background })
    .resize({
      width: size,
      height: size,
      fit: fit === 'stretch' ? 'fill' : fit,
      background,
    })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return withChannels(data, info.channels, channels);
}

/** `finishPixels` for pixels that are decoded already. 16-bit values are mapped by the range. */
export async function finishRaw(
  raw: RawImage,
  preprocessing: ImagePreprocessing,
): Promise<Uint8Array> {
  const pixels =
    raw.pixels instanceof Uint16Array
      ? toEightBits(raw.pixels, raw.channels, preprocessing.sixteenBitRange ?? [0, 65535])
      : raw.pixels;
  const { size } = preprocessing;
  const plain = raw.channels === 1 || raw.channels === 3;
  if (raw.width === size && raw.height === size && plain) {
    return withChannels(pixels, raw.channels, preprocessing.channels);
  }
  const { width, height, channels } = raw;
  return await finishPixels(sharp(pixels, { raw: { width, height, channels } }), preprocessing);
}

function toEightBits(
  pixels: Uint16Array,
  channels: number,
  [low, high]: readonly [number, number],
): Uint8Array {
  const scale = 255 / Math.max(1, high - low);
  const alphaAt = channels === 2 || channels === 4 ? channels - 1 : -1;
  return Uint8Array.from(pixels, (value, i) => {
    if (alphaAt >= 0 && i % channels === alphaAt) return value >> 8;
    return Math.min(255, Math.max(0, Math.round((value - low) * scale)));
  });
}

/** Rec. 601 luma, as sharp's grey. */
function withChannels(pixels: Uint8Array, from: number, to: 1 | 3): Uint8Array {
  if (from === to) return new Uint8Array(pixels);
  const count = pixels.length / from;
  const result = new Uint8Array(count * to);
  for (let i = 0; i < count; i++) {
    if (to === 3) result.fill(pixels[i * from] ?? 0, i * 3, i * 3 + 3);
    else if (from < 3) result[i] = pixels[i * from] ?? 0;
    else {
      const [r = 0, g = 0, b = 0] = pixels.subarray(i * from, i * from + 3);
      result[i] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
    }
  }
  return result;
}
