/** Bounds on one recording, so that one hostile or absurd file cannot take the machine. */
export interface AudioLimits {
  /** The file, which is held in memory while it is decoded. */
  maxBytes: number;
  /** Of what is decoded (counted, not believed). */
  maxSeconds: number;
  /** Less than this is no recording, in seconds. */
  minSeconds: number;
  maxChannels: number;
  /** In Hz. */
  minSampleRate: number;
  maxSampleRate: number;
  /** Time for ffmpeg with one file, in milliseconds. */
  ffmpegTimeoutMs: number;
  /** Where to look for ffmpeg, in this order: names for PATH, or absolute paths. */
  ffmpeg: readonly string[];
}

export const defaultAudioLimits: AudioLimits = {
  maxBytes: 768 * 1024 * 1024, // an hour of 16-bit stereo at 96 kHz is 691 MB
  maxSeconds: 3600,
  minSeconds: 0.1,
  maxChannels: 8,
  minSampleRate: 4000,
  maxSampleRate: 192_000,
  ffmpegTimeoutMs: 25_000, // less than `decodeTimeoutMs`, so that ffmpeg is named and not the decoder
  // PATH first; programs that were started from a window on a Mac have a short one.
  ffmpeg: ['ffmpeg', '/opt/homebrew/bin/ffmpeg', '/usr/local/bin/ffmpeg'],
};
