import { defaultLimits } from '../limits.ts';

/** Bounds on one video, so that one hostile or absurd file cannot take the machine. */
export interface VideoLimits {
  /** The file of a video, which is read as a stream; of one in a zip archive, when it is unpacked. */
  maxBytes: number;
  /** All that comes out of one zip archive (counted, not believed). */
  maxArchiveBytes: number;
  /** Longer videos are read up to here. */
  maxSeconds: number;
  /** Pictures that a video may have as files, or that an animation may have. */
  maxFrames: number;
  /** Width × height, of all frames of an animation that are decoded together. */
  maxPixelsAtOnce: number;
  /** Time for ffmpeg to look at a file, and then for each clip, in milliseconds. */
  ffmpegTimeoutMs: number;
  /** Where to look for ffmpeg, in this order: names for PATH, or absolute paths. */
  ffmpeg: readonly string[];
}

export const defaultVideoLimits: VideoLimits = {
  maxBytes: 16 * 1024 ** 3,
  maxArchiveBytes: defaultLimits.maxArchiveBytes,
  maxSeconds: 2 * 3600,
  maxFrames: 20_000,
  maxPixelsAtOnce: 24e6,
  ffmpegTimeoutMs: 90_000,
  // PATH first; programs that were started from a window on a Mac have a short one.
  ffmpeg: ['ffmpeg', '/opt/homebrew/bin/ffmpeg', '/usr/local/bin/ffmpeg'],
};
