/** What reading a recording takes and gives back. Everything here is plain data, fit for a message. */

/** How a recording becomes int16 clips `[clips, clipSamples]`. Stays fixed for a data set. */
export interface AudioPreprocessing {
  /** Samples a second. */
  rate: 8000 | 16_000;
  /** Samples of each clip. */
  clipSamples: number;
}

/** `vorbis` and `opus` are in Ogg files, `aac` in MPEG-4 files (`.m4a`) or by itself (ADTS). */
export type AudioFormat = 'wav' | 'flac' | 'mp3' | 'vorbis' | 'opus' | 'aac';

/** What was done to a recording, or found in it. */
export type RecordingNote =
  /** It ends before its own header says; what is there is kept. */
  | 'truncated'
  /** Parts of it could not be decoded; what is around them is kept. */
  | 'damaged'
  /** Several channels, of which the mean is taken. */
  | 'mixed-to-mono'
  /** Samples that are no numbers (NaN, infinity) became silence. */
  | 'bad-samples'
  /** A constant offset was taken away. */
  | 'offset-removed'
  /** Much louder than full scale: scaled down to it. */
  | 'scaled-down'
  /** Without any sound. */
  | 'silent'
  /** The content is audio of another kind than the name says. */
  | 'wrong-extension';

/** What was done to a clip. */
export type ClipNote =
  /** Shorter than a clip: silence was added on both sides. */
  | 'filled-up'
  /** One of several clips of a longer recording. */
  | 'cut';

/** What the head of a file says. */
export interface AudioHeader {
  format: AudioFormat;
  /** In Hz, as stored. */
  sampleRate: number;
  channels: number;
  /** Of the whole recording; of MP3 without a table of contents, and of AAC, an estimate. */
  seconds: number;
  /** Whether the file is shorter than it promises. */
  endsEarly: boolean;
}

/** A decoded recording. */
export interface Recording {
  header: AudioHeader;
  /** Float32, one channel, mostly in −1..1. */
  samples: Float32Array;
  sampleRate: number;
  notes: RecordingNote[];
}
