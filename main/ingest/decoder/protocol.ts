import type { AudioDecodeAnswer, AudioProbeAnswer, AudioRequest } from '../audio/audio-messages.ts';
import type { TableAnswer, TableRequest } from '../tables/table-messages.ts';
import type { TextAnswer, TextsRequest } from '../text/text-messages.ts';
import type { VideoAnswer, VideoRequest } from '../video/video-messages.ts';
import type { DecodeAnswer, ImageRequest, ProbeAnswer } from './messages.ts';

/** What decoder processes are asked, whatever the kind of data, and answer. */

/** About files, any number of them. */
export type DecoderRequest = ImageRequest | AudioRequest;

/** Answers in the order of the request's items. */
export interface DecoderReply {
  id: number;
  answers: (ProbeAnswer | DecodeAnswer | AudioProbeAnswer | AudioDecodeAnswer)[];
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

/** The answer to a request about texts. */
export interface TextsReply {
  id: number;
  texts: TextAnswer;
}

export type FromDecoder = { ready: true } | DecoderReply | TableReply | TextsReply | VideoReply;
export type ToDecoder = {
  id: number;
  request: DecoderRequest | TableRequest | TextsRequest | VideoRequest;
};
