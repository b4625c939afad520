import type { ImagePreprocessing } from '../types.ts';

/** Samples of a picture at its final size: `[height, width, channels]`, 8 or 16 bits each. */
export interface Samples {
  values: Uint8Array | Uint16Array;
  channels: number;
}

/** 8-bit pixels without transparency, `[height, width, channels]`. */
export interface FlatImage {
  pixels: Uint8Array;
  channels: 1 | 3;
  /** No visible pixel is coloured. */
  grey: boolean;
  /** Some pixel let the background through. */
  transparent: boolean;
  /** Least and greatest visible 16-bit value; `null` for 8-bit images. */
  valueRange: [low: number, high: number] | null;
}

/**
 * Channels of a grey picture may differ by this much of 255: JPEG stores colour differences coarsely,
 * and a scan saved as RGB is still without colour.
 */
const greyTolerance = 8;
const sixteenBitMax = 65_535;

/**
 * 16-bit values to 0..255 by one linear range for the whole data set (a 12-bit micrograph would
 * otherwise come out black, and a range of its own for each image would make brightness meaningless),
 * then transparency over the background. Done on the small, resized image: all of it is linear, so the
 * order does not matter, and the range is measured on what will be seen, not on a single hot pixel.
 *
 * @param samples `[height, width, 1 to 4 channels]`: grey, grey and alpha, RGB, RGBA
 */
export function flatten(
  { values, channels: stored }: Samples,
  { background, sixteenBitRange }: Pick<ImagePreprocessing, 'background' | 'sixteenBitRange'>,
): FlatImage {
  const wide = values instanceof Uint16Array;
  if (!wide && stored === 1) {
    return { pixels: values, channels: 1, grey: true, transparent: false, valueRange: null };
  }
  if (!wide && stored === 3) {
    const grey = largestDifference(values) <= greyTolerance;
    return { pixels: values, channels: 3, grey, transparent: false, valueRange: null };
  }
  const colours = stored >= 3 ? 3 : 1;
  const hasAlpha = stored === 2 || stored === 4;
  const channels = colours === 3 || hasAlpha ? 3 : 1; // a grey image over a coloured background
  const opaque = wide ? sixteenBitMax : 255;
  const [low, high] = sixteenBitRange ?? [0, sixteenBitMax];
  const gain = 255 / Math.max(1, high - low);
  const count = values.length / stored;
  const pixels = new Uint8Array(count * channels);
  const visible = [0, 0, 0];
  let largest = 0;
  let transparent = false;
  let least = sixteenBitMax;
  let greatest = 0;
  for (let index = 0; index < count; index++) {
    const at = index * stored;
    const alpha = hasAlpha ? (values[at + stored - 1] ?? 0) / opaque : 1;
    if (alpha < 1) transparent = true;
    for (let channel = 0; channel < channels; channel++) {
      const value = values[at + (colours === 3 ? channel : 0)] ?? 0;
      if (wide && alpha > 0) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
      const byte = wide ? Math.min(255, Math.max(0, (value - low) * gain)) : value;
      visible[channel] = byte;
      const over = byte * alpha + (background[channel] ?? 0) * (1 - alpha);
      pixels[index * channels + channel] = Math.round(over);
    }
    if (colours === 3 && alpha > 0) {
      const [red = 0, green = 0, blue = 0] = visible;
      const difference = Math.max(red, green, blue) - Math.min(red, green, blue);
      if (difference > largest) largest = difference;
    }
  }
  return {
    pixels,
    channels,
    grey: largest <= greyTolerance,
    transparent,
    valueRange: wide && greatest >= least ? [least, greatest] : null,
  };
}

/** Between the channels of RGB pixels; the first that is no longer grey ends the search. */
function largestDifference(pixels: Uint8Array): number {
  let largest = 0;
  for (let at = 0; at < pixels.length && largest <= greyTolerance; at += 3) {
    const [red = 0, green = 0, blue = 0] = [pixels[at], pixels[at + 1], pixels[at + 2]];
    largest = Math.max(
      largest,
      red - green,
      green - red,
      red - blue,
      blue - red,
      green - blue,
      blue - green,
    );
  }
  return largest;
}
