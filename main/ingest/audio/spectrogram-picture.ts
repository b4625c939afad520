import { encodePng } from '../../files/encode-png.ts';
import { encodeQuickly } from '../kinds/quick-jpeg.ts';
import { powerOfTwo } from './power-of-two.ts';
import { melSpectrogram, spreadStarts, toDecibels } from './spectrum/mel-spectrogram.ts';

/**
 * A picture of what a clip sounds like: time from left to right, frequency (mel bands, the lowest at the bottom) upwards,
 * loudness as colour.
 */

export const pictureWidth = 160;
export const pictureHeight = 96;
/** In dB: what is so much softer than the loudest has the colour of silence. */
const range = 70;
/** Power of a tone at −50 dB of full scale: what is no louder stays dark, so that silence does not look like noise. */
const softest = 1e-3;
const quality = 85;

/**
 * Colours of the map "viridis" (S. van der Walt, N. Smith, matplotlib, CC0), evenly spaced: its steps look equal, also in
 * grey and to the colour-blind, and neither end is the white or the black of a page.
 */
const colours: readonly (readonly [red: number, green: number, blue: number])[] = [
  [68, 1, 84],
  [72, 36, 117],
  [65, 68, 135],
  [53, 95, 141],
  [42, 120, 142],
  [33, 145, 140],
  [34, 168, 132],
  [68, 191, 112],
  [122, 209, 81],
  [189, 223, 38],
  [253, 231, 37],
];

/**
 * @param clip int16
 * @param rate in Hz
 * @returns uint8 RGB pixels `[pictureHeight, pictureWidth, 3]`
 */
export function spectrogramPixels(clip: Int16Array, rate: number): Uint8Array {
  const windowLength = powerOfTwo(rate * 0.032);
  const starts = spreadStarts(clip.length, windowLength, pictureWidth);
  const power = melSpectrogram(clip, starts, {
    rate,
    windowLength,
    fftLength: 2 * windowLength, // finer than the lowest bands are apart
    bands: pictureHeight,
    lowest: 0,
    highest: rate / 2,
  });
  const loudest = power.reduce((most, value) => Math.max(most, value), softest);
  const decibels = toDecibels(power, loudest, range);
  const pixels = new Uint8Array(pictureWidth * pictureHeight * 3);
  for (let x = 0; x < pictureWidth; x++) {
    for (let band = 0; band < pictureHeight; band++) {
      const level = 1 + (decibels[x * pictureHeight + band] ?? -range) / range;
      const y = pictureHeight - 1 - band;
      paint(pixels, (y * pictureWidth + x) * 3, Math.max(0, Math.min(1, level)));
    }
  }
  return pixels;
}

/**
 * The picture as an image file: JPEG, or PNG where there is no quick encoder.
 * @param clip int16
 * @param rate in Hz
 */
export function spectrogramPicture(clip: Int16Array, rate: number): Uint8Array {
  const pixels = spectrogramPixels(clip, rate);
  const raw = { pixels, width: pictureWidth, height: pictureHeight, channels: 3 } as const;
  return encodeQuickly(raw, quality) ?? encodePng(pixels, raw);
}

/** @param level 0..1 */
function paint(pixels: Uint8Array, at: number, level: number): void {
  const place = level * (colours.length - 1);
  const index = Math.min(Math.floor(place), colours.length - 2);
  const share = place - index;
  for (let channel = 0; channel < 3; channel++) {
    const from = colours[index]?.[channel] ?? 0;
    const to = colours[index + 1]?.[channel] ?? 0;
    pixels[at + channel] = Math.round(from + (to - from) * share);
  }
}
