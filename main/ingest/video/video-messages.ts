import type { Location, RawPath } from '../decoder/location.ts';
import type { ImportLimits } from '../limits.ts';
import type { SampleNote, SkipCode } from '../types.ts';
import type { VideoLimits } from './limits.ts';
import type { VideoHeader, VideoPreprocessing } from './types.ts';

/** What passes between the importing process and the one that reads videos: one is looked at, or opened and asked for clips until they end. */

/** Where a video is: a file, or numbered pictures in their order. */
export type VideoSource =
  | { is: 'file'; file: RawPath; extension: string }
  | { is: 'frames'; pictures: { location: Location; extension: string }[] };

interface Bounds {
  limits: VideoLimits;
  pictures: ImportLimits;
}

export interface ProbeVideoRequest extends Bounds {
  op: 'probe-video';
  source: VideoSource;
  /** Of folders of frames. */
  folderRate: number;
}

/** Answered by the first clips. */
export interface OpenVideoRequest extends Bounds {
  op: 'open-video';
  source: VideoSource;
  /** As it was when it was probed. */
  sha256: string;
  header: VideoHeader;
  preprocessing: VideoPreprocessing;
}

export type VideoRequest = ProbeVideoRequest | OpenVideoRequest | { op: 'next-clips' };

export interface ProbedVideo {
  is: 'video';
  header: VideoHeader;
  /** Of the file, or of the pictures' hashes. */
  sha256: string;
  bytes: number;
  /** Pictures of a folder that cannot be read, by their place; the video is made of the others. */
  bad: (Pick<RefusedVideo, 'code' | 'clause'> & { place: number })[];
}

/** No video; whether that is an error depends on the name. */
interface NoVideo {
  is: 'no-video';
  empty: boolean;
  /** Whether it is a picture that can be read. */
  picture: boolean;
  content: string;
}

export interface VideoClip {
  /** uint8 `[size, size, frames · channels]`. */
  pixels: Uint8Array;
  /** Its frames on one picture, an image file. */
  sheet: Uint8Array;
  /** Its part of the video, in seconds. */
  start: number;
  end: number;
  /** Of its middle frame; see `pixels/perceptual-hash.ts`. */
  perceptualHash: string;
  /** No pixel is coloured. */
  grey: boolean;
  notes: SampleNote[];
}

/** Some clips, in order. */
export interface VideoClips {
  is: 'clips';
  clips: VideoClip[];
  /** There are no more. */
  done: boolean;
}

/** `clause` continues a sentence that begins with the file's name. */
export interface RefusedVideo {
  is: 'refused';
  code: SkipCode;
  clause: string;
}

export type VideoAnswer = ProbedVideo | NoVideo | VideoClips | RefusedVideo;
