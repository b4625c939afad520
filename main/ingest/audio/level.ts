import type { RecordingNote } from './types.ts';

/**
 * Brings a recording into the range of int16. What is a little louder than full scale, as decoders of lossy files give it,
 * is cut off, as every player does; what is much louder was written in another range and is scaled.
 */

/** A quiet room is louder (−60 dB of full scale). */
const silence = 2 ** -10;
const minOffset = 0.01;
const maxPeak = 1.5;
const fullScale = 32_768;

/**
 * @param samples float32; changed in place
 * @returns int16
 */
export function toInt16(samples: Float32Array, notes: RecordingNote[]): Int16Array {
  const offset = samples.reduce((sum, value) => sum + value, 0) / Math.max(1, samples.length);
  if (Math.abs(offset) > minOffset * Math.max(1, peakOf(samples))) {
    for (let index = 0; index < samples.length; index++) {
      samples[index] = (samples[index] ?? 0) - offset;
    }
    notes.push('offset-removed');
  }
  const peak = peakOf(samples);
  if (peak > maxPeak) notes.push('scaled-down');
  if (peak < silence) notes.push('silent');
  const scale = peak > maxPeak ? (fullScale - 1) / peak : fullScale;
  const out = new Int16Array(samples.length);
  for (let index = 0; index < samples.length; index++) {
    const value = Math.round((samples[index] ?? 0) * scale);
    out[index] = Math.max(-fullScale, Math.min(fullScale - 1, value));
  }
  return out;
}

/** Whether there is nothing to hear in int16 samples. */
export function isSilent(samples: Int16Array): boolean {
  const most = silence * fullScale;
  return samples.every((value) => Math.abs(value) < most);
}

function peakOf(samples: Float32Array): number {
  let peak = 0;
  for (const value of samples) peak = Math.max(peak, Math.abs(value));
  return peak;
}
