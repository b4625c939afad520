import { checkFormat } from '../check-format.ts';
import type { AudioKind } from '../kind.ts';
import { valueReader } from './pcm.ts';
import { isWav, readWavLayout } from './wav-header.ts';

/**
 * WAV: integers of 8 to 32 bits, floats, A-law and µ-law. Read here, because npm's wavefile and node-wav refuse or
 * misread the files that stop early or were written to a pipe (docs/decisions/0031).
 */

const blockFrames = 16_384;

export const wav: AudioKind = {
  sniff: (bytes) => (isWav(bytes) ? 'wav' : null),

  readHeader(bytes, format, limits) {
    const { channels, sampleRate, bytesPerValue, ...layout } = readWavLayout(bytes);
    checkFormat(channels, sampleRate, limits);
    const seconds = layout.bytes / (bytesPerValue * channels * sampleRate);
    return { format, sampleRate, channels, seconds, endsEarly: layout.endsEarly };
  },

  decode(bytes, _header, sink) {
    const layout = readWavLayout(bytes);
    const { channels, bytesPerValue, start } = layout;
    const read = valueReader(layout.coding, bytesPerValue);
    const frames = layout.bytes / (bytesPerValue * channels);
    const planes = Array.from({ length: channels }, () => new Float32Array(blockFrames));
    for (let first = 0; first < frames; first += blockFrames) {
      const length = Math.min(blockFrames, frames - first);
      for (const [channel, plane] of planes.entries()) {
        let at = start + (first * channels + channel) * bytesPerValue;
        for (let frame = 0; frame < length; frame++) {
          plane[frame] = read(bytes, at);
          at += bytesPerValue * channels;
        }
      }
      sink.write(planes, length);
    }
    return { damaged: false, truncated: layout.endsEarly };
  },
};
