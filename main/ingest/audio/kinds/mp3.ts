import { MPEGDecoder } from 'mpg123-decoder';
import { Refusal } from '../../refusal.ts';
import { checkFormat } from '../check-format.ts';
import type { AudioKind } from '../kind.ts';
import { id3Bytes } from './id3.ts';
import { firstMpegFrame, type MpegFrame, scanMpegFrames } from './mpeg-frames.ts';

/**
 * MP3 (and MPEG audio of layers I and II). Frames are found here, so that the decoder, mpg123 as WebAssembly, sees whole
 * frames of one stream alone; it leaves out what the encoder added at the beginning and the end.
 */

/** Frames that are decoded together: a few seconds. */
const batch = 64;

export const mp3: AudioKind = {
  sniff(bytes) {
    const tags = id3Bytes(bytes);
    if (tags > 0 && tags >= bytes.length) return 'mp3'; // nothing else that can be read begins like this
    return firstMpegFrame(bytes) === null ? null : 'mp3';
  },

  readHeader(bytes, format, limits) {
    const first = findFirst(bytes);
    const { frames, truncated } = scanMpegFrames(bytes, first);
    checkFormat(first.channels, first.sampleRate, limits);
    const { channels, sampleRate } = first;
    const seconds = (frames.length * first.samples) / sampleRate;
    return { format, sampleRate, channels, seconds, endsEarly: truncated };
  },

  async decode(bytes, header, sink) {
    const { frames, damaged, truncated } = scanMpegFrames(bytes, findFirst(bytes));
    const decoder = new MPEGDecoder();
    await decoder.ready;
    try {
      let failed = false;
      for (let index = 0; index < frames.length; index += batch) {
        const parts = frames
          .slice(index, index + batch)
          .map(({ start, bytes: length }) => bytes.subarray(start, start + length));
        const { channelData, samplesDecoded, errors } = decoder.decode(Buffer.concat(parts));
        if (errors.length > 0) failed = true;
        sink.write(channelData.slice(0, header.channels), samplesDecoded);
      }
      return { damaged: damaged || failed, truncated };
    } finally {
      decoder.free();
    }
  },
};

/** @throws {Refusal} */
function findFirst(bytes: Buffer): MpegFrame {
  const first = firstMpegFrame(bytes);
  if (first !== null) return first;
  throw id3Bytes(bytes) >= bytes.length
    ? new Refusal('truncated', 'is cut off: it ends within its MP3 tags')
    : new Refusal('corrupt', 'is damaged: it holds no MP3 frames');
}
