import type { Collection, DecoderItem, Refused } from '../decoder/messages.ts';
import type { ImportLimits } from '../limits.ts';
import type { AudioLimits } from './limits.ts';
import type { AudioHeader, AudioPreprocessing, ClipNote, RecordingNote } from './types.ts';

/** What passes between the importing process and those that decode recordings. */

interface AudioQuestion {
  items: readonly DecoderItem[];
  limits: ImportLimits;
  audioLimits: AudioLimits;
}
export type AudioRequest =
  | (AudioQuestion & { op: 'probe-audio' })
  | (AudioQuestion & {
      op: 'decode-audio';
      preprocessing: AudioPreprocessing;
      /** Whether pictures are wanted, too. */
      pictures: boolean;
    });

export interface ProbedAudio {
  is: 'audio';
  header: AudioHeader;
  inflated: number;
}

export interface DecodedClip {
  /** Int16 `[clipSamples]`. */
  samples: Uint8Array;
  /** Hexadecimal, of the samples. */
  sha256: string;
  /** 16 hexadecimal digits; see `audio-hash.ts`. */
  hash: string;
  /** Its part of the recording, in seconds. */
  start: number;
  end: number;
  notes: (RecordingNote | ClipNote)[];
  /** Its spectrogram as an image file; `null` unless it was asked for. */
  picture: Uint8Array | null;
}

export interface DecodedAudio {
  is: 'clips';
  header: AudioHeader;
  /** Of the file. */
  bytes: number;
  clips: DecodedClip[];
  /** Left out, since there is nothing to hear. */
  silentClips: number;
  inflated: number;
}

/** Whether that is an error depends on the name. */
export interface NoAudio {
  is: 'no-audio';
  empty: boolean;
  /** What it is and what to do about it, where it may have been meant. */
  foreign: string | null;
  /** What the first bytes look like. */
  content: string;
  inflated: number;
}

type OtherAnswer = Extract<Collection, { is: 'zip' }> | NoAudio | Refused;
export type AudioProbeAnswer = ProbedAudio | OtherAnswer;
export type AudioDecodeAnswer = DecodedAudio | OtherAnswer;
