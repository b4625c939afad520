import type { IdxLayout } from '../kinds/idx.ts';
import type { ImageHeader } from '../kinds/kind.ts';
import type { ImportLimits } from '../limits.ts';
import type { TableAnswer, TableRequest } from '../tables/table-messages.ts';
import type { ImagePreprocessing, SampleNote, SkipCode } from '../types.ts';
import type { VideoAnswer, VideoRequest } from '../video/video-messages.ts';

import type { Location, RawPath } from './location.ts';

/** What passes between the importing process and its decoder processes. */

export type { Location, RawPath };

export interface DecoderItem {
  location: Location;
  /** Of the name, lower-case, without dot. */
  extension: string;
  /** What the first pass found, so that the second need not look again. */
  known?: { header: ImageHeader; sha256: string };
}

interface ProbeRequest {
  op: 'probe';
  items: readonly DecoderItem[];
  limits: ImportLimits;
}

interface DecodeRequest {
  op: 'decode';
  items: readonly DecoderItem[];
  limits: ImportLimits;
  preprocessing: ImagePreprocessing;
  /** Whether thumbnails are wanted, too. */
  thumbnails: boolean;
}

export type DecoderRequest = ProbeRequest | DecodeRequest;

/*
 * `inflated`, in the answers: bytes that came out of an archive, whatever became of them; they count
 * against the archive's limit.
 */

/** Not imported; `clause` continues a sentence that begins with the file's name. */
export interface Refused {
  is: 'refused';
  code: SkipCode;
  clause: string;
  inflated: number;
}

/** No image; whether that is an error depends on the name. */
export interface NoImage {
  is: 'no-image';
  empty: boolean;
  /** What it is and what to do about it, where it may have been meant. */
  foreign: string | null;
  /** What the first bytes look like. */
  content: string;
  inflated: number;
}

/** A file that holds files. */
export type Collection =
  | { is: 'zip'; inflated?: number }
  | { is: 'idx'; gzip: boolean; layout: IdxLayout; inflated?: number };

export interface Probed {
  is: 'image';
  header: ImageHeader;
  sha256: string;
  bytes: number;
  inflated: number;
}

export interface Decoded {
  is: 'pixels';
  header: ImageHeader;
  /** uint8 `[size, size, channels]`. */
  pixels: Uint8Array;
  /** The whole picture as an image file, JPEG or PNG; `null` unless it was asked for. */
  thumbnail: Uint8Array | null;
  perceptualHash: string;
  notes: SampleNote[];
  /** No pixel is coloured. */
  grey: boolean;
  /** Least and greatest 16-bit value; `null` for 8-bit images. */
  valueRange: [low: number, high: number] | null;
  inflated: number;
}

export type ProbeAnswer = Probed | Collection | NoImage | Refused;
export type DecodeAnswer = Decoded | Collection | NoImage | Refused;

/** Answers in the order of the request's items. */
export interface DecoderReply {
  id: number;
  answers: (ProbeAnswer | DecodeAnswer)[];
}

/** The answer to a request about a table. */
export interface TableReply {
  id: number;
  table: TableAnswer;
}

/** The answer to a request about a video. */
export interface VideoReply {
  id: number;
  video: VideoAnswer;
}

export type FromDecoder = { ready: true } | DecoderReply | TableReply | VideoReply;
export type ToDecoder = { id: number; request: DecoderRequest | TableRequest | VideoRequest };
