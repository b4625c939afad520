/** `frames`: a folder of numbered pictures. */
export type VideoFormat = 'mp4' | 'mov' | 'webm' | 'gif' | 'webp' | 'frames';

/** What was found in a video, or done to it. */
export type VideoNote =
  /** Shorter than a clip: its frames are closer together than others'. */
  | 'short-clip'
  /** One of several clips of a longer video. */
  | 'cut'
  /** Parts of the video could not be decoded. */
  | 'damaged-parts'
  /** The last frames are missing, and the last one there is was repeated. */
  | 'held-frame';
