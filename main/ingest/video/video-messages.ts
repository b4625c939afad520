import type { Location, RawPath, ZipEntryLocation } from '../decoder/location.ts';
import type { ImportLimits } from '../limits.ts';
import type { SampleNote, SkipCode } from '../types.ts';
import type { VideoLimits } from './limits.ts';
import type { VideoHeader, VideoPreprocessing } from './types.ts';

/** What passes between the importing process and the one that reads videos: one is looked at, or opened and asked for clips until they end. */

/** Where a video is: a file, or numbered pictures in their order. */
export type VideoSource =
  | { is: 'file'; file: RawPath; extension: string }
  | { is: 'frames'; pictures: FramePicture[] };

interface FramePicture {
  location: Location;
  extension: string;
  /** Of the file, for reports. */
  name: string;
}

export interface VideoBounds {
  limits: VideoLimits;
  pictures: ImportLimits;
}

export interface ProbeVideoRequest extends VideoBounds {
  op: 'probe-video';
  source: VideoSource;
  /** Of folders of frames. */
  folderRate: number;
}

/** Answered by the first clips. */
export interface OpenVideoRequest extends VideoBounds {
  op: 'open-video';
  source: VideoSource;
  /** As it was when it was probed. */
  sha256: string;
  header: VideoHeader;
  preprocessing: VideoPreprocessing;
}

/** Ends the video that is open. */
export interface UnpackVideoRequest extends VideoBounds {
  op: 'unpack-video';
  entry: ZipEntryLocation;
  /** A file that is not there yet. */
  to: string;
  /** Bytes that may yet come out of the archive. */
  room: number;
}

export type VideoRequest =
  | ProbeVideoRequest
  | UnpackVideoRequest
  | OpenVideoRequest
  | { op: 'next-clips' }
  | { op: 'close-video' };

/*
 * `inflated`, in the answers: bytes that came out of an archive, whatever became of them; they count
 * against the archive's limit.
 */

export interface ProbedVideo {
  is: 'video';
  header: VideoHeader;
  /** Of the file, or of the pictures' hashes. */
  sha256: string;
  bytes: number;
  /** Pictures of a folder that cannot be read, by their place; the video is made of the others. */
  bad: (Pick<RefusedVideo, 'code' | 'clause'> & { place: number })[];
  inflated?: number;
}

/** Nothing is open. */
interface ClosedVideo {
  is: 'closed';
  inflated?: never;
}

/** It is in its file now. */
interface UnpackedVideo {
  is: 'unpacked';
  inflated: number;
}

/** A zip archive, which may hold videos. */
export interface ZipOfVideos {
  is: 'zip';
  inflated?: number;
}

/** No video; whether that is an error depends on the name. */
export interface NoVideo {
  is: 'no-video';
  empty: boolean;
  /** Whether it is a picture that can be read. */
  picture: boolean;
  content: string;
  inflated?: number;
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
  inflated?: never;
}

/** `clause` continues a sentence that begins with the file's name. */
export interface RefusedVideo {
  is: 'refused';
  code: SkipCode;
  clause: string;
  inflated?: number;
}

export type VideoAnswer =
  | ProbedVideo
  | UnpackedVideo
  | ClosedVideo
  | ZipOfVideos
  | NoVideo
  | VideoClips
  | RefusedVideo;
