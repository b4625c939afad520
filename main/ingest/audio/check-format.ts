import { formatCount } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { AudioLimits } from './limits.ts';

/** @throws {Refusal} `corrupt` or `unsupported` */
export function checkFormat(channels: number, sampleRate: number, limits: AudioLimits): void {
  const { maxChannels, minSampleRate, maxSampleRate } = limits;
  if (!Number.isInteger(channels) || channels < 1) {
    throw new Refusal('corrupt', `is damaged: its header says ${channels} channels`);
  }
  if (channels > maxChannels) {
    throw new Refusal('unsupported', `has ${channels} channels; the limit is ${maxChannels}`);
  }
  if (!(sampleRate > 0)) {
    throw new Refusal('corrupt', `is damaged: its header says ${sampleRate} samples a second`);
  }
  if (sampleRate < minSampleRate || sampleRate > maxSampleRate) {
    const range = `${formatCount(minSampleRate)} to ${formatCount(maxSampleRate)}`;
    const rate = formatCount(Math.round(sampleRate));
    throw new Refusal('unsupported', `has ${rate} samples a second; ${range} can be read`);
  }
}
