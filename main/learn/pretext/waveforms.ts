import { type SampleSpec, specOfKind } from '../../../shared/sample-spec.ts';
import type { Tensor } from '../engine/tensorflow.ts';
import { melLevels } from '../models/layers/log-mel.ts';
import { spectrogramOf } from '../models/spectrogram-settings.ts';
import type { PretextContext } from './pretext-task.ts';

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
