import { PretextError } from '../../../shared/errors.ts';
import type { AudioHeader, AudioPreprocessing } from './types.ts';

/** Speech is all there at 16 kHz; more would cost time in every step of training and tell little. */
const rates = [8000, 16_000] as const;
/** Clips of words, of sentences, of sounds and of music; longer ones make training slow. */
const lengths = [0.5, 1, 1.5, 2, 3, 4] as const;
const smallestAllowed = 0.1;
const largestAllowed = 30;

/**
 * Fills in what was left open: the lowest rate that is not below the median of the recordings, and the shortest clip that
 * holds half of them whole.
 * @param headers of the recordings, or of a sample of them
 */
export function chooseAudioPreprocessing(
  asked: Partial<AudioPreprocessing>,
  headers: readonly Pick<AudioHeader, 'sampleRate' | 'seconds'>[],
): AudioPreprocessing {
  const medianRate = median(headers.map(({ sampleRate }) => sampleRate));
  const rate = asked.rate ?? rates.find((candidate) => candidate >= medianRate) ?? 16_000;
  // A hundredth more: what an encoder adds at the ends should not double the length.
  const medianSeconds = median(headers.map(({ seconds }) => seconds)) / 1.01;
  const seconds = lengths.find((candidate) => candidate >= medianSeconds) ?? 4;
  return { rate, clipSamples: asked.clipSamples ?? Math.round(seconds * rate) };
}

/** The lower of the two middle ones; 0 for no values. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** @throws {PretextError} `bad-usage` */
export function checkAudioPreprocessing({ rate, clipSamples }: Partial<AudioPreprocessing>): void {
  if (rate !== undefined && rate !== 8000 && rate !== 16_000) {
    throw new PretextError('bad-usage', `Recordings have 8000 or 16000 Hz, not ${String(rate)}.`);
  }
  const least = smallestAllowed * (rate ?? 8000);
  const most = largestAllowed * (rate ?? 16_000);
  if (
    clipSamples !== undefined &&
    !(Number.isInteger(clipSamples) && clipSamples >= least && clipSamples <= most)
  ) {
    const range = `${smallestAllowed} to ${largestAllowed} seconds`;
    throw new PretextError('bad-usage', `A clip of ${clipSamples} samples is not ${range} long.`);
  }
}
