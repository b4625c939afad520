import { asRank2, dimension } from '../../engine/shapes.ts';
import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { type LayerKind, only } from './layer.ts';
import { decibelsPerNeper, framesIn, type MelConfig, melPower } from './log-mel.ts';

export interface MfccConfig extends MelConfig {
  coefficients: number;
}

/** Least power, as in librosa's `power_to_db`. */
export const leastPower = 1e-10;
/** In dB: what is softer than the loudest of a clip by more counts as this (`top_db`). */
export const loudnessRange = 80;
/** Frames on each side that a delta looks at. */
const reach = 2;

/** DCT-II, orthonormal, `[bands, coefficients]`. */
export function cosineTransform({ bands, coefficients }: MfccConfig): Float32Array {
  return Float32Array.from({ length: bands * coefficients }, (_, at) => {
    const [band, k] = [Math.floor(at / coefficients), at % coefficients];
    const norm = Math.sqrt((k === 0 ? 1 : 2) / bands);
    return norm * Math.cos((Math.PI * k * (2 * band + 1)) / (2 * bands));
  });
}

/** Deltas as a matrix, `[frames, frames]`; beyond the ends the first and the last frame are repeated. */
export function deltaMatrix(frames: number): Float32Array {
  const matrix = new Float32Array(frames * frames);
  let norm = 0;
  for (let n = 1; n <= reach; n++) norm += 2 * n * n;
  const add = (row: number, frame: number, weight: number): void => {
    const at = row * frames + Math.max(0, Math.min(frames - 1, frame));
    matrix[at] = (matrix[at] ?? 0) + weight / norm;
  };
  for (let row = 0; row < frames; row++) {
    for (let n = 1; n <= reach; n++) {
      add(row, row + n, n);
      add(row, row - n, -n);
    }
  }
  return matrix;
}

/**
 * Statistics of mel-frequency cepstral coefficients: waveforms `[samples]` → `[4 · coefficients]`, the means of the
 * coefficients over the frames, their standard deviations, and both of their deltas.
 * Source: S. Davis, P. Mermelstein 1980; as librosa computes them. Deltas: S. Young et al., The HTK Book, equation 5.16.
 */
export const mfccStatistics: LayerKind<MfccConfig> = {
  outputShape(config, inputs) {
    framesIn(config, only(inputs)[0] ?? 0);
    return [4 * config.coefficients];
  },
  parameters: () => [],
  apply(config, inputs) {
    const waveforms = only(inputs);
    const { bands, coefficients } = config;
    const { frames } = framesIn(config, dimension(waveforms, 1));
    const power = melPower(waveforms, config).maximum(leastPower);
    const decibels = power.log().mul(decibelsPerNeper).reshape([-1, frames, bands]);
    const loudest = decibels.max([1, 2], true);
    const heard = decibels.maximum(loudest.sub(loudnessRange)).reshape([-1, bands]) as Tensor;
    const transform = tf.tensor2d(cosineTransform(config), [bands, coefficients]);
    const cepstra = tf.matMul(asRank2(heard), transform).reshape([-1, frames, coefficients]);
    const change = tf.tensor3d(deltaMatrix(frames), [1, frames, frames]);
    const deltas = tf.matMul(change, cepstra as never);
    const statistics = [cepstra, deltas].flatMap((values) => {
      const mean = values.mean(1, true);
      const deviation = values.sub(mean).square().mean(1).sqrt();
      return [mean.reshape([-1, coefficients]), deviation];
    });
    return tf.concat(statistics as never, 1) as unknown as Tensor;
  },
};
