import { isSilent } from './level.ts';
import type { ClipNote } from './types.ts';

/** A part of a recording, or all of it, at the length that all samples of a data set have. */
export interface AudioClip {
  /** Int16 `[clipSamples]`. */
  samples: Int16Array;
  /** Its part of the recording, in seconds. */
  start: number;
  end: number;
  notes: ClipNote[];
}

export interface CutRecording {
  clips: AudioClip[];
  /** Clips in which there is nothing to hear, which were left out. */
  silentClips: number;
  /** At the end of the recording, too short for another clip. */
  leftOutSeconds: number;
}

/**
 * Cuts a recording into consecutive clips. A shorter recording gets silence on both sides: all at the end would give
 * away which way round it is played. What is left behind the last clip becomes one of its own when it is at least half
 * as long. Of a recording without any sound one clip is kept, so that it does not vanish.
 * @param samples int16, the whole recording
 * @param rate in Hz
 */
export function cutClips(samples: Int16Array, rate: number, clipSamples: number): CutRecording {
  const clips: AudioClip[] = [];
  let silentClips = 0;
  let from = 0;
  do {
    const part = samples.subarray(from, from + clipSamples);
    if (from > 0 && part.length < clipSamples / 2) break;
    const clip = makeClip(part, from, samples.length, rate, clipSamples);
    if (samples.length > clipSamples && isSilent(part)) silentClips += 1;
    else clips.push(clip);
    from += part.length;
  } while (from < samples.length);
  if (clips.length === 0) {
    const first = samples.subarray(0, clipSamples);
    clips.push(makeClip(first, 0, samples.length, rate, clipSamples));
    silentClips -= 1;
  }
  return { clips, silentClips, leftOutSeconds: (samples.length - from) / rate };
}

function makeClip(
  part: Int16Array,
  from: number,
  whole: number,
  rate: number,
  clipSamples: number,
): AudioClip {
  const notes: ClipNote[] = [];
  let samples = part;
  if (part.length < clipSamples) {
    samples = new Int16Array(clipSamples);
    samples.set(part, Math.floor((clipSamples - part.length) / 2));
    notes.push('filled-up');
  }
  if (part.length < whole) notes.push('cut');
  return { samples, start: from / rate, end: (from + part.length) / rate, notes };
}

/**
 * What comes after a file's name where a clip was cut out of it, also from when to when: `, 1:04–1:08`; nothing for a whole
 * recording.
 */
export function partOf({
  start,
  end,
  notes,
}: Pick<AudioClip, 'start' | 'end'> & { notes: readonly string[] }): string {
  return notes.includes('cut') ? `, ${clock(start)}–${clock(end)}` : '';
}

/** The file that a clip of such a name was cut from: the name without its part. */
export function fileOfClip(name: string): string {
  return name.replace(/, \d+:\d\d(\.\d+)?–\d+:\d\d(\.\d+)?$/, '');
}

/** What a clip is called: as its file, and its part of it: `bird.wav`, `talk.mp3, 1:04–1:08`. */
export function clipName(file: string, clip: Parameters<typeof partOf>[0]): string {
  return file + partOf(clip);
}

/** `0:04`, `12:30.5`. */
function clock(seconds: number): string {
  const hundredths = Math.round(seconds * 100);
  const minutes = Math.floor(hundredths / 6000);
  const rest = (hundredths % 6000) / 100;
  const [whole = '0', fraction] = String(rest).split('.');
  const text = `${minutes}:${whole.padStart(2, '0')}`;
  return fraction === undefined ? text : `${text}.${fraction}`;
}
