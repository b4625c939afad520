import { joinBlocks } from './join-blocks.ts';

/**
 * Changes the sample rate of a recording, block by block, by the rational factor between two rates: windowed-sinc
 * interpolation in as many phases as the factor has, after a low-pass just below the lower of the two Nyquist frequencies.
 *
 * Sources: R. E. Crochiere, L. R. Rabiner, "Multirate Digital Signal Processing" (1983), section 2.4 (polyphase);
 * J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function" (1974), whose formulae give the
 * window and the length for an attenuation and a width of the transition band.
 */

/** Of what lies beyond the Nyquist frequency, in dB: below what 14 bits can hold. */
const attenuation = 80;
/** Frequencies above this share of the lower Nyquist frequency are lost. */
const passband = 0.9;
const beta = 0.1102 * (attenuation - 8.7);
/** Factors between odd rates (44,099 Hz) are replaced by the nearest with so many phases: off by less than 1/1000. */
const maxPhases = 1024;
const keptFilters = 8;

interface Filter {
  /** Output samples for each `step` input samples. */
  phases: number;
  step: number;
  /** Input samples on each side of an output sample that count. */
  reach: number;
  /** `[phases, 2 · reach]`; each row's sum is 1. */
  weights: Float32Array;
}

const filters = new Map<string, Filter>();

export class Resampler {
  readonly #filter: Filter;
  /** Input from `#base` on. */
  #held: Float32Array;
  #base: number;
  #received = 0;
  #made = 0;
  /** Where the next output sample lies: `#index + #phase / phases`, in input samples. */
  #index = 0;
  #phase = 0;

  /** @param from @param to in Hz, integers */
  constructor(from: number, to: number) {
    this.#filter = filterFor(from, to);
    this.#base = -this.#filter.reach;
    this.#held = new Float32Array(this.#filter.reach); // silence before the beginning
  }

  /** What can be computed so far; the last few samples wait for what follows. */
  push(block: Float32Array): Float32Array {
    if (this.#filter.reach === 0) return block;
    this.#received += block.length;
    this.#held = joinBlocks([this.#held, block]);
    return this.#compute(Number.POSITIVE_INFINITY);
  }

  /** The rest. All in all there are ⌈input · to / from⌉ samples. */
  finish(): Float32Array {
    const { phases, step, reach } = this.#filter;
    if (reach === 0) return new Float32Array(0);
    this.#held = joinBlocks([this.#held, new Float32Array(reach + 1)]); // silence after the end
    return this.#compute(Math.ceil((this.#received * phases) / step) - this.#made);
  }

  #compute(most: number): Float32Array {
    const { phases, step, reach, weights } = this.#filter;
    const end = this.#base + this.#held.length;
    // The last sample needed for output n is at ⌊position⌋ + reach.
    const ready = Math.floor(((end - reach - this.#index) * phases - this.#phase - 1) / step) + 1;
    const count = Math.max(0, Math.min(ready, most));
    const out = new Float32Array(count);
    const held = this.#held;
    const taps = 2 * reach;
    let index = this.#index;
    let phase = this.#phase;
    for (let n = 0; n < count; n++) {
      const first = index - reach + 1 - this.#base;
      const row = phase * taps;
      let sum = 0;
      for (let tap = 0; tap < taps; tap++) {
        sum += (weights[row + tap] ?? 0) * (held[first + tap] ?? 0);
      }
      out[n] = sum;
      phase += step;
      index += Math.floor(phase / phases);
      phase %= phases;
    }
    this.#made += count;
    this.#index = index;
    this.#phase = phase;
    const keep = Math.max(0, Math.min(held.length, index - reach + 1 - this.#base));
    this.#held = held.subarray(keep);
    this.#base += keep;
    return out;
  }
}

function filterFor(from: number, to: number): Filter {
  const key = `${from} ${to}`;
  const known = filters.get(key);
  if (known !== undefined) return known;
  const filter = designFilter(from, to);
  if (filters.size >= keptFilters) filters.clear();
  filters.set(key, filter);
  return filter;
}

function designFilter(from: number, to: number): Filter {
  const { numerator: step, denominator: phases } = nearestFraction(from, to);
  if (step === phases) return { phases, step, reach: 0, weights: new Float32Array(0) };
  /** In cycles an input sample. */
  const nyquist = 0.5 * Math.min(1, phases / step);
  const transition = (1 - passband) * nyquist;
  const cutoff = nyquist - transition / 2;
  const reach = Math.ceil((attenuation - 7.95) / (2.285 * 2 * Math.PI * transition) / 2);
  const taps = 2 * reach;
  const weights = new Float32Array(phases * taps);
  const row = new Float64Array(taps);
  for (let phase = 0; phase < phases; phase++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - reach + 1 - phase / phases;
      const value = sinc(2 * cutoff * distance) * kaiser(distance / reach);
      row[tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < taps; tap++) weights[phase * taps + tap] = (row[tap] ?? 0) / sum;
  }
  return { phases, step, reach, weights };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** @param x −1..1 */
function kaiser(x: number): number {
  return x <= -1 || x >= 1 ? 0 : bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta);
}

/** Modified Bessel function of the first kind, order 0: its power series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** `from / to`, or the nearest fraction with at most `maxPhases` below the line: its continued fraction. */
function nearestFraction(from: number, to: number): { numerator: number; denominator: number } {
  let [before, current] = [
    { numerator: 0, denominator: 1 },
    { numerator: 1, denominator: 0 },
  ];
  let [high, low] = [from, to];
  while (low > 0) {
    const whole = Math.floor(high / low);
    const room =
      current.denominator === 0
        ? whole
        : Math.floor((maxPhases - before.denominator) / current.denominator);
    const used = Math.min(whole, room);
    if (used < whole / 2) break; // what was found before is nearer
    const next = {
      numerator: used * current.numerator + before.numerator,
      denominator: used * current.denominator + before.denominator,
    };
    before = current;
    current = next;
    if (used < whole) break;
    [high, low] = [low, high - whole * low];
  }
  return current;
}
