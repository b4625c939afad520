import { type SampleSpec, specOfKind } from '../../../shared/sample-spec.ts';
import { randomPieces } from '../augment/wave-pieces.ts';
import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { melLevels } from '../models/layers/log-mel.ts';
import { spectrogramOf } from '../models/spectrogram-settings.ts';
import type { PretextContext } from './pretext-task.ts';

/** Of a clip, in each piece. */
const pieceShare = 0.6;

/** A piece of each clip, then another of each: `[batch, samples]` → `[2 · batch, length]`. */
export function twoPieces(samples: Tensor, random: StepRandom, spec: SampleSpec): Tensor {
  const { hop, window } = spectrogramOf(specOfKind(spec, 'audio'));
  const length = dimension(samples, 1);
  // Whole hops, so that the last frame holds no silence.
  const piece = Math.max(window, hop * Math.floor((pieceShare * length) / hop));
  return randomPieces(tf.concat([samples, samples], 0) as Tensor, piece, random);
}

/** What an encoder of recordings sees, `[batch, frames, bands, 1]`. @param waveforms `[batch, samples]`, of any length */
export function spectrograms(waveforms: Tensor, spec: SampleSpec): Tensor {
  return melLevels(waveforms, spectrogramOf(specOfKind(spec, 'audio')));
}

/** Levels −1…1 as a picture's 0…1. */
export const asPicture = (levels: Tensor): Tensor => levels.add(1).div(2);

/** Name of the node with what an encoder sees of a waveform. @throws {RangeError} for one that is not for recordings */
export function spectrogramNode({ encoder: { spectrogram } }: PretextContext): string {
  if (spectrogram === undefined) throw new RangeError('an encoder without a spectrogram');
  return spectrogram;
}
