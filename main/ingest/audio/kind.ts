import type { AudioLimits } from './limits.ts';
import type { AudioFormat, AudioHeader } from './types.ts';

/** Where a decoder puts what it decodes. */
export interface SampleSink {
  /**
   * @param channels one array a channel, each of at least `length` samples; they may be overwritten afterwards
   * @throws {Refusal} `oversized` when the recording is too long
   */
  write(channels: readonly Float32Array[], length: number): void;
}

/** How decoding went, where it did not fail altogether. */
export interface Decoded {
  /** Some parts could not be decoded and were left out. */
  damaged: boolean;
  /** It ended before it should have. */
  truncated: boolean;
}

/** One kind of audio file. A new kind is one file like this and one line in `registry.ts`. */
export interface AudioKind {
  /** The format, if these bytes (the file, or at least its first 4 KiB) are of this kind. */
  sniff(bytes: Buffer): AudioFormat | null;
  /** @throws {Refusal} when the file is damaged or of an unsupported variant */
  readHeader(bytes: Buffer, format: AudioFormat, limits: AudioLimits): AudioHeader;
  /** @throws {Refusal} when nothing of it can be decoded, or what is needed to do so is missing */
  decode(
    bytes: Buffer,
    header: AudioHeader,
    sink: SampleSink,
    limits: AudioLimits,
  ): Promise<Decoded> | Decoded;
}
