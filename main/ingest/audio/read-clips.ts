import { type CutRecording, cutClips } from './cut-clips.ts';
import { decodeBlocks } from './decode-audio.ts';
import { joinBlocks } from './join-blocks.ts';
import { toInt16 } from './level.ts';
import type { AudioLimits } from './limits.ts';
import { openAudio } from './open-audio.ts';
import { Resampler } from './resampler.ts';
import type { AudioHeader, AudioPreprocessing, RecordingNote } from './types.ts';

/** A recording as the data set has it. */
export interface RecordingClips extends CutRecording {
  header: AudioHeader;
  /** Of the recording; each clip has notes of its own. */
  notes: RecordingNote[];
}

/**
 * Reads a recording: decodes, resamples and cuts it. It is never held in memory at its own rate.
 * @param extension of the file's name, lower case, without the dot; `''` for none
 * @throws {Refusal}
 */
export async function readClips(
  bytes: Buffer,
  extension: string,
  { rate, clipSamples }: AudioPreprocessing,
  limits: AudioLimits,
): Promise<RecordingClips> {
  const opened = openAudio(bytes, extension, limits);
  const resampler = new Resampler(opened.header.sampleRate, rate);
  const blocks: Float32Array[] = [];
  const notes = await decodeBlocks(bytes, opened, limits, (block) => {
    blocks.push(resampler.push(block));
  });
  blocks.push(resampler.finish());
  const samples = toInt16(joinBlocks(blocks), notes);
  return { header: opened.header, notes, ...cutClips(samples, rate, clipSamples) };
}
