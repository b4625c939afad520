/** What reading a video takes and gives back. Everything here is plain data, fit for a message. */

import type { ImagePreprocessing } from '../types.ts';
import type { VideoFormat } from './formats.ts';

/**
 * How a video becomes clips of uint8 pixels `[size, size, frames · channels]`. Stays fixed for a data set. Clip k of a video begins at k · seconds; of
 * its frames, number i is what is seen at (i + ½) · seconds / frames from there. A video shorter than a clip is one clip, its frames as evenly over
 * what there is. Each frame is prepared as a picture is (`ImagePreprocessing`).
 */
export interface VideoPreprocessing
  extends Pick<ImagePreprocessing, 'size' | 'channels' | 'fit' | 'background'> {
  /** Of a clip. */
  frames: number;
  /** Length of a clip. */
  seconds: number;
  /** Pictures a second of folders of frames, which do not say so themselves. */
  folderRate: number;
}

/** What is known of a video before it is decoded. */
export interface VideoHeader {
  format: VideoFormat;
  /** In pixels, as stored. */
  width: number;
  height: number;
  seconds: number;
  /** As stored. */
  frames: number;
}
