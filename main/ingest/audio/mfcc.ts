import { powerOfTwo } from './power-of-two.ts';
import { frameStarts, melSpectrogram, toDecibels } from './spectrum/mel-spectrogram.ts';

/**
 * Mel-frequency cepstral coefficients: S. B. Davis, P. Mermelstein, "Comparison of Parametric Representations for
 * Monosyllabic Word Recognition in Continuously Spoken Sentences" (1980). As librosa computes them: Slaney's mel bands,
 * decibels, DCT-II (orthonormal). Deltas: S. Young et al., "The HTK Book", equation 5.16, over two frames on each side.
 */

const bands = 40;
const coefficients = 20;
/** In Hz: there is no speech below, but hum. */
const lowest = 20;
const hopSeconds = 0.01;
const windowSeconds = 0.032;
/** In dB. */
const range = 80;
const deltaReach = 2;

/** Of one clip: mean and standard deviation of each coefficient, then of each delta. */
export const mfccFeatures = 4 * coefficients;

const cosines = Float64Array.from({ length: coefficients * bands }, (_, at) => {
  const k = Math.floor(at / bands);
  const norm = Math.sqrt((k === 0 ? 1 : 2) / bands);
  return norm * Math.cos((Math.PI * k * (2 * (at % bands) + 1)) / (2 * bands));
});

/**
 * Statistics of a clip's coefficients, for models that take a vector a sample.
 * @param clips int16 `[count, clipSamples]`
 * @param rate in Hz
 * @returns float32 `[count, mfccFeatures]`: for each clip the means of the coefficients, their standard deviations, the
 *   means of the deltas, and theirs
 */
export function mfccStatistics(
  clips: Int16Array,
  { clipSamples, rate }: { clipSamples: number; rate: number },
): Float32Array {
  const count = clips.length / clipSamples;
  const out = new Float32Array(count * mfccFeatures);
  for (let index = 0; index < count; index++) {
    const clip = clips.subarray(index * clipSamples, (index + 1) * clipSamples);
    const values = mfcc(clip, rate);
    const at = index * mfccFeatures;
    writeStatistics(values, out, at);
    writeStatistics(deltas(values), out, at + 2 * coefficients);
  }
  return out;
}

/**
 * @param clip int16
 * @param rate in Hz
 * @returns float64 `[frames, 20]`, a frame each 10 ms
 */
export function mfcc(clip: Int16Array, rate: number): Float64Array {
  const windowLength = powerOfTwo(rate * windowSeconds);
  const starts = frameStarts(clip.length, windowLength, Math.round(rate * hopSeconds));
  const settings = {
    rate,
    windowLength,
    fftLength: windowLength,
    bands,
    lowest,
    highest: rate / 2,
  };
  const decibels = toDecibels(melSpectrogram(clip, starts, settings), 1, range);
  const out = new Float64Array(starts.length * coefficients);
  for (let frame = 0; frame < starts.length; frame++) {
    for (let k = 0; k < coefficients; k++) {
      let sum = 0;
      for (let band = 0; band < bands; band++) {
        sum += (cosines[k * bands + band] ?? 0) * (decibels[frame * bands + band] ?? 0);
      }
      out[frame * coefficients + k] = sum;
    }
  }
  return out;
}

/** The slope of each coefficient over the frames around; beyond the ends the first and the last are repeated. */
function deltas(values: Float64Array): Float64Array {
  const frames = values.length / coefficients;
  const out = new Float64Array(values.length);
  let norm = 0;
  for (let n = 1; n <= deltaReach; n++) norm += 2 * n * n;
  for (let frame = 0; frame < frames; frame++) {
    for (let n = 1; n <= deltaReach; n++) {
      const after = Math.min(frames - 1, frame + n) * coefficients;
      const before = Math.max(0, frame - n) * coefficients;
      for (let k = 0; k < coefficients; k++) {
        const slope = (n * ((values[after + k] ?? 0) - (values[before + k] ?? 0))) / norm;
        out[frame * coefficients + k] = (out[frame * coefficients + k] ?? 0) + slope;
      }
    }
  }
  return out;
}

/** @param values `[frames, coefficients]` */
function writeStatistics(values: Float64Array, out: Float32Array, at: number): void {
  const frames = values.length / coefficients;
  for (let k = 0; k < coefficients; k++) {
    let sum = 0;
    for (let frame = 0; frame < frames; frame++) sum += values[frame * coefficients + k] ?? 0;
    const mean = sum / frames;
    let squares = 0;
    for (let frame = 0; frame < frames; frame++) {
      squares += ((values[frame * coefficients + k] ?? 0) - mean) ** 2;
    }
    out[at + k] = mean;
    out[at + coefficients + k] = Math.sqrt(squares / frames);
  }
}
