import { formatCount } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { joinBlocks } from './join-blocks.ts';
import type { AudioLimits } from './limits.ts';
import { MonoMixer, tooLong } from './mono-mixer.ts';
import { type OpenedAudio, openAudio } from './open-audio.ts';
import type { AudioHeader, Recording, RecordingNote } from './types.ts';

/**
 * What the head of an audio file says.
 * @param extension of the file's name, lower case, without the dot
 * @throws {Refusal}
 */
export function readAudioHeader(
  bytes: Buffer,
  extension: string,
  limits: AudioLimits,
): AudioHeader {
  return openAudio(bytes, extension, limits).header;
}

/**
 * Decodes a recording at its own rate.
 * @param extension of the file's name, lower case, without the dot
 * @throws {Refusal}
 */
export async function decodeAudio(
  bytes: Buffer,
  extension: string,
  limits: AudioLimits,
): Promise<Recording> {
  const opened = openAudio(bytes, extension, limits);
  const blocks: Float32Array[] = [];
  const notes = await decodeBlocks(bytes, opened, limits, (block) => blocks.push(block));
  const { header } = opened;
  return { header, samples: joinBlocks(blocks), sampleRate: header.sampleRate, notes };
}

/**
 * Decodes a recording block by block.
 * @param onBlock gets float32, one channel, at the header's rate
 * @throws {Refusal}
 */
export async function decodeBlocks(
  bytes: Buffer,
  { kind, header, wrongExtension }: OpenedAudio,
  limits: AudioLimits,
  onBlock: (samples: Float32Array) => void,
): Promise<RecordingNote[]> {
  const { maxSeconds, minSeconds } = limits;
  if (header.format === 'wav' && header.seconds > maxSeconds) throw tooLong(maxSeconds); // exact
  const mixer = new MonoMixer(header.sampleRate, maxSeconds, onBlock);
  const { damaged, truncated } = await kind.decode(bytes, header, mixer, limits);
  const { samples, badSamples } = mixer;
  if (samples < minSeconds * header.sampleRate) {
    const seconds = Number((samples / header.sampleRate).toFixed(3));
    const left = `of it ${seconds} seconds are left; ${minSeconds} are the least`;
    if (truncated) throw new Refusal('truncated', `is cut off: ${left}`);
    if (damaged) throw new Refusal('corrupt', `is damaged: ${left}`);
    const short = `is too short: ${seconds} seconds; ${minSeconds} are the least`;
    throw new Refusal('empty', samples === 0 ? 'is empty: it holds no samples' : short);
  }
  if (badSamples > samples / 2) {
    const counts = `${formatCount(badSamples)} of its ${formatCount(samples)} samples`;
    throw new Refusal('corrupt', `is damaged: ${counts} are no numbers`);
  }
  const notes: RecordingNote[] = [];
  if (truncated) notes.push('truncated');
  if (damaged) notes.push('damaged');
  if (header.channels > 1) notes.push('mixed-to-mono');
  if (badSamples > 0) notes.push('bad-samples');
  if (wrongExtension) notes.push('wrong-extension');
  return notes;
}
