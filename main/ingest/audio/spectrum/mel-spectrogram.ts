import { type MelFilters, type MelSettings, melFilters } from '../../../../shared/mel-filters.ts';
import { PowerSpectrum } from './fourier.ts';

export interface SpectrogramSettings extends MelSettings {
  /** Samples that a frame looks at; with fewer than `fftLength`, zeros on both sides fill it up. */
  windowLength: number;
}

/** What settings need to be computed, made once. */
interface Machine {
  window: Float64Array;
  filters: MelFilters;
  spectrum: PowerSpectrum;
  frames: [Float64Array, Float64Array];
  powers: [Float64Array, Float64Array];
}

const machines = new Map<string, Machine>();
const keptMachines = 16;

function machineFor(settings: SpectrogramSettings): Machine {
  const key = JSON.stringify(settings);
  const known = machines.get(key);
  if (known !== undefined) return known;
  const { fftLength, windowLength } = settings;
  const machine: Machine = {
    window: hann(windowLength),
    filters: melFilters(settings),
    spectrum: new PowerSpectrum(fftLength),
    frames: [new Float64Array(fftLength), new Float64Array(fftLength)],
    powers: [new Float64Array(fftLength / 2 + 1), new Float64Array(fftLength / 2 + 1)],
  };
  if (machines.size >= keptMachines) machines.clear();
  machines.set(key, machine);
  return machine;
}

/** Hann's window, periodic. */
function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length));
}

/**
 * Power in each band of frames that begin at `starts` (their windows; what is beyond the samples is silence).
 * @param samples int16; full scale counts as 1
 * @returns float32 `[starts.length, bands]`
 */
export function melSpectrogram(
  samples: Int16Array,
  starts: readonly number[],
  settings: SpectrogramSettings,
): Float32Array {
  const { window, filters, spectrum, frames, powers } = machineFor(settings);
  const { fftLength, windowLength, bands } = settings;
  const margin = Math.floor((fftLength - windowLength) / 2);
  const out = new Float32Array(starts.length * bands);
  for (let first = 0; first < starts.length; first += 2) {
    for (const [which, frame] of frames.entries()) {
      const start = Math.round(starts[first + which] ?? samples.length); // there may be no second one
      for (let n = 0; n < windowLength; n++) {
        frame[margin + n] = ((samples[start + n] ?? 0) / 32_768) * (window[n] ?? 0);
      }
    }
    spectrum.compute(frames, powers);
    const pair = Math.min(2, starts.length - first);
    for (let which = 0; which < pair; which++) {
      sumBands(powers[which] ?? powers[0], filters, out, (first + which) * bands);
    }
  }
  return out;
}

function sumBands(power: Float64Array, filters: MelFilters, out: Float32Array, at: number): void {
  for (const [band, { first, weights }] of filters.bands.entries()) {
    let sum = 0;
    for (let index = 0; index < weights.length; index++) {
      sum += (weights[index] ?? 0) * (power[first + index] ?? 0);
    }
    out[at + band] = sum;
  }
}

/** Starts of the frames that fit into `length` samples, one each `hop`; of at least one. */
export function frameStarts(length: number, windowLength: number, hop: number): number[] {
  const count = Math.max(1, 1 + Math.floor((length - windowLength) / hop));
  return Array.from({ length: count }, (_, index) => index * hop);
}

/** Starts of `count` frames whose middles are spread evenly over `length` samples. */
export function spreadStarts(length: number, windowLength: number, count: number): number[] {
  return Array.from(
    { length: count },
    (_, index) => Math.round(((index + 0.5) * length) / count) - Math.floor(windowLength / 2),
  );
}

/**
 * Power to decibels, in place: relative to `reference`, at least `range` below the greatest value that there is.
 */
export function toDecibels(power: Float32Array, reference: number, range: number): Float32Array {
  let greatest = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < power.length; index++) {
    const decibels = 10 * Math.log10(Math.max(1e-10, power[index] ?? 0) / reference);
    power[index] = decibels;
    greatest = Math.max(greatest, decibels);
  }
  for (let index = 0; index < power.length; index++) {
    power[index] = Math.max(power[index] ?? 0, greatest - range);
  }
  return power;
}
