import { melFilters } from '../../../../shared/mel-filters.ts';
import { asRank2, asRank4, dimension } from '../../engine/shapes.ts';
import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { type LayerKind, only } from './layer.ts';

/** How a waveform becomes frames of mel bands. */
export interface MelConfig {
  /** Samples a second. */
  rate: number;
  /** Samples that a frame looks at, through Hann's window. */
  window: number;
  /** Samples from one frame to the next. */
  hop: number;
  /** Mel bands, from `lowest` Hz to half of the rate. */
  bands: number;
  lowest: number;
}

export interface LogMelConfig extends MelConfig {
  /** In dB of a power of 1: what is softer counts as this, and becomes −1. */
  floor: number;
  /** In dB: what is louder than the floor by so much becomes 1. */
  range: number;
}

/**
 * Where frames lie: blocks of a hop side by side, of which each frame takes some. The last one may reach beyond the samples by
 * less than a hop: silence fills it up.
 * @throws {RangeError} when there is no whole frame
 */
export function framesIn(
  { window, hop }: MelConfig,
  samples: number,
): {
  frames: number;
  /** Blocks that a frame reaches into. */
  blocks: number;
  /** Zeros after the samples. */
  padding: number;
} {
  if (samples < window) throw new RangeError(`${samples} samples hold no frame of ${window}`);
  const all = Math.ceil(samples / hop);
  const blocks = Math.ceil(window / hop);
  return { frames: all - blocks + 1, blocks, padding: all * hop - samples };
}

/** Matrices that make a frame's power in mel bands, end to end. */
export interface MelMatrices {
  /** Frequencies that a band looks at. */
  bins: number;
  /** Fourier's transform of a windowed frame: cosines, then sines, `[window, 2 · bins]`. */
  transform: Float32Array;
  /** Weights of their squares in each band, `[2 · bins, bands]`. */
  filters: Float32Array;
}

const kept = new Map<string, MelMatrices>();
const mostKept = 8;

/** Made once; what is given must not be changed, nor handed to TensorFlow, which shares it. */
export function melMatrices(config: MelConfig): MelMatrices {
  const { rate, window, hop, bands, lowest } = config;
  const key = [rate, window, hop, bands, lowest].join();
  const known = kept.get(key);
  if (known !== undefined) return known;
  const { bands: weighted } = melFilters({
    rate,
    fftLength: window,
    bands,
    lowest,
    highest: rate / 2,
  });
  const first = Math.min(...weighted.map((band) => band.first));
  const end = Math.max(...weighted.map((band) => band.first + band.weights.length));
  const bins = end - first;
  const transform = new Float32Array(window * 2 * bins);
  for (let n = 0; n < window; n++) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / window);
    for (let bin = 0; bin < bins; bin++) {
      // Modulo: large angles would lose digits.
      const angle = (2 * Math.PI * ((n * (first + bin)) % window)) / window;
      transform[n * 2 * bins + bin] = hann * Math.cos(angle);
      transform[n * 2 * bins + bins + bin] = hann * Math.sin(angle);
    }
  }
  const filters = new Float32Array(2 * bins * bands);
  for (const [band, { first: from, weights }] of weighted.entries()) {
    for (const [at, weight] of weights.entries()) {
      filters[(from - first + at) * bands + band] = weight;
      filters[(bins + from - first + at) * bands + band] = weight;
    }
  }
  if (kept.size >= mostKept) kept.clear();
  const made = { bins, transform, filters };
  kept.set(key, made);
  return made;
}

/**
 * Power in mel bands: frames through Hann's window, Fourier's transform as a matrix, Slaney's filters on its squares, as
 * librosa has it (`melspectrogram`, `center=False`); a waveform of full scale is −1…1.
 * @param waveforms `[batch, samples]`
 * @returns `[batch · frames, bands]`
 */
export function melPower(waveforms: Tensor, config: MelConfig): Tensor {
  const { hop, bands } = config;
  const { frames, blocks, padding } = framesIn(config, dimension(waveforms, 1));
  const { bins, transform, filters } = melMatrices(config);
  const whole =
    padding === 0
      ? waveforms
      : tf.pad(waveforms, [
          [0, 0],
          [0, padding],
        ]);
  // What of its last block is beyond a frame weighs nothing.
  const rows = new Float32Array(blocks * hop * 2 * bins);
  rows.set(transform);
  const kernel = tf.tensor(rows, [blocks, 1, hop, 2 * bins]) as Tensor;
  const cut = whole.reshape([-1, frames - 1 + blocks, 1, hop]) as Tensor;
  const spectra = tf.conv2d(asRank4(cut), asRank4(kernel), 1, 'valid');
  const squares = spectra.square().reshape([-1, 2 * bins]) as unknown as Tensor;
  const weights = tf.tensor2d(filters.slice(), [2 * bins, bands]);
  return tf.matMul(asRank2(squares), weights) as unknown as Tensor;
}

/** Decibels of a natural logarithm of power. */
export const decibelsPerNeper = 10 / Math.LN10;

/** y = ln(max(power, least)) · scale + offset. */
export function logScale({ floor, range }: LogMelConfig): {
  least: number;
  scale: number;
  offset: number;
} {
  const perDecibel = 2 / range;
  return {
    least: 10 ** (floor / 10),
    scale: decibelsPerNeper * perDecibel,
    offset: -floor * perDecibel - 1,
  };
}

/** Levels of the bands of each frame, about −1…1: `[batch, samples]` of any length → `[batch, frames, bands, 1]`. */
export function melLevels(waveforms: Tensor, config: LogMelConfig): Tensor {
  const { least, scale, offset } = logScale(config);
  const levels = melPower(waveforms, config).maximum(least).log().mul(scale).add(offset);
  const { frames } = framesIn(config, dimension(waveforms, 1));
  return levels.reshape([-1, frames, config.bands, 1]);
}

/**
 * Log-mel spectrograms: waveforms `[samples]`, −1…1 → pictures `[frames, bands, 1]`, about −1…1 too. Nothing in it is learnt.
 * Source: S. Davis, P. Mermelstein 1980 for mel bands, M. Slaney's Auditory Toolbox 1998 for these; COLA (arXiv 2010.10915,
 * section 3) and most networks for sound see such pictures.
 */
export const logMel: LayerKind<LogMelConfig> = {
  outputShape(config, inputs) {
    const [samples = 0, ...rest] = only(inputs);
    if (rest.length > 0) throw new RangeError(`a waveform expected, got [${only(inputs).join()}]`);
    return [framesIn(config, samples).frames, config.bands, 1];
  },
  parameters: () => [],
  apply(config, inputs, { turned }) {
    const picture = melLevels(only(inputs), config);
    return turned ? (tf.reverse4d(asRank4(picture), [1, 2]) as unknown as Tensor) : picture;
  },
};
