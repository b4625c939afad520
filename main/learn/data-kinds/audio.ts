import { takePlaces } from '../augment/wave-pieces.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { asPacked, type DataKind, type ViewName } from './data-kind.ts';

interface WaveView {
  /** Loudness is multiplied by 2^±this. */
  gain: number;
  /** The clip begins earlier or later by this share of its length at most, and is filled up with silence. */
  shift: number;
  /** Standard deviation of noise, as a share of the clip's own. */
  noise: number;
}

const views: Readonly<Record<ViewName, WaveView>> = {
  contrast: { gain: 1, shift: 0.25, noise: 0.1 },
  mild: { gain: 0.5, shift: 0.05, noise: 0.02 },
  common: { gain: 1, shift: 0.15, noise: 0.1 },
  lesson: { gain: 1, shift: 0.1, noise: 0.05 },
  weak: { gain: 0.5, shift: 0.05, noise: 0 },
  strong: { gain: 1.5, shift: 0.2, noise: 0.2 },
};

/** Waveforms, −1…1, `[samples]`. */
export const audio: DataKind = {
  ...asPacked,
  view: (samples, name, random) =>
    tf.tidy(() => {
      const { gain, shift, noise } = views[name];
      const [batch, length] = [dimension(samples, 0), dimension(samples, 1)];
      const louder = random.uniform([batch, 1], -gain, gain).mul(Math.LN2).exp();
      const begin = random.uniform([batch, 1], -shift, shift).mul(length).round();
      const from = tf.range(0, length).reshape([1, length]).add(begin) as Tensor;
      const inside = from.greaterEqual(0).logicalAnd(from.less(length)).toFloat();
      const places = from.clipByValue(0, length - 1).toInt() as Tensor;
      const moved = takePlaces(samples, places).mul(inside);
      const deviation = moved.square().mean(1, true).sqrt();
      return moved.add(random.normal([batch, length]).mul(deviation).mul(noise)).mul(louder);
    }),
};
