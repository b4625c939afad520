import type { ImageHeader } from '../kinds/image-kind.ts';
import type { ImagePreprocessing, SkipCode } from '../types.ts';

/**
 * What goes between the import and a decoder process, one answer to each request. Sent with V8's
 * structured clone ('advanced'), so pixels travel as they are.
 */
export interface DecoderRequest {
  id: number;
  task: DecoderTask;
}

/** An encoded file, or pixels out of an IDX file. */
export type DecoderInput =
  | { form: 'file'; name: string; bytes: Uint8Array }
  | { form: 'pixels'; width: number; height: number; channels: 1 | 3; bytes: Uint8Array };

export type DecoderTask =
  | { kind: 'probe'; input: DecoderInput; maxPixels: number }
  | { kind: 'range'; input: DecoderInput; maxPixels: number }
  | { kind: 'isGrey'; input: DecoderInput; maxPixels: number }
  | {
      kind: 'decode';
      input: DecoderInput;
      maxPixels: number;
      preprocessing: ImagePreprocessing;
    };

export interface Probe {
  sha256: string;
  header: ImageHeader;
  wrongExtension: boolean;
}

export interface Decoded {
  /** uint8 `[size, size, channels]` */
  pixels: Uint8Array;
  perceptualHash: string;
}

/** The answer to each kind of task. */
export interface DecoderResults {
  probe: Probe;
  range: readonly [number, number];
  isGrey: boolean;
  decode: Decoded;
}

export type DecoderAnswer =
  | { id: number; ok: true; result: DecoderResults[keyof DecoderResults] }
  | { id: number; ok: false; code: SkipCode; reason: string };
