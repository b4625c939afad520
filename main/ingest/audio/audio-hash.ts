import { perceptualHash } from '../pixels/perceptual-hash.ts';
import { powerOfTwo } from './power-of-two.ts';
import { melSpectrogram, spreadStarts, toDecibels } from './spectrum/mel-spectrogram.ts';

/**
 * A fingerprint of a clip, 64 bits: the perceptual hash of a coarse picture of its spectrogram. A louder or softer copy
 * has the same one, a re-encoded copy one that differs in few bits, for both change little of how loudness is spread over
 * time and frequency. The idea of hashing signs of differences between bands: J. Haitsma, T. Kalker, "A Highly Robust
 * Audio Fingerprinting System" (2002).
 */

/** Columns and bands. */
const size = 32;
/** In Hz: what every rate has, and what encoders for speech and music keep. */
const lowest = 100;
const highest = 3600;
/** In dB: what is softer may be gone after encoding. */
const range = 50;

/**
 * @param clip int16
 * @param rate in Hz
 * @returns 16 hexadecimal digits; zeros for silence
 */
export function audioHash(clip: Int16Array, rate: number): string {
  const windowLength = Math.max(powerOfTwo(rate * 0.032), powerOfTwo((2 * clip.length) / size));
  const starts = spreadStarts(clip.length, windowLength, size);
  const settings = { rate, windowLength, fftLength: windowLength, bands: size, lowest, highest };
  const power = melSpectrogram(clip, starts, settings);
  const loudest = power.reduce((most, value) => Math.max(most, value), 1e-9);
  const decibels = toDecibels(power, loudest, range);
  const pixels = Uint8Array.from(decibels, (value) =>
    Math.max(0, Math.round(255 * (1 + value / range))),
  );
  return perceptualHash(pixels, size, 1);
}
