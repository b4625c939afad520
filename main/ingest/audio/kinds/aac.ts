import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { scratchFolder } from '../../../files/scratch-folder.ts';
import { Refusal } from '../../refusal.ts';
import { checkFormat } from '../check-format.ts';
import type { AudioKind } from '../kind.ts';
import { runFfmpeg } from '../run-ffmpeg.ts';
import { isAdts, readAdts } from './adts.ts';
import { isMp4, readMp4Audio } from './mp4-audio.ts';

/**
 * AAC and Apple Lossless, in MPEG-4 files and (AAC) by itself, decoded by ffmpeg where there is one: no decoder whose
 * licence allows it comes through npm (docs/decisions/0031).
 */

const codings: Record<string, string> = { mp4a: 'AAC audio', alac: 'Apple Lossless audio' };

export const aac: AudioKind = {
  sniff: (bytes) => (isMp4(bytes) || isAdts(bytes) ? 'aac' : null),

  readHeader(bytes, format, limits) {
    const { channels, sampleRate, seconds, endsEarly } = readHead(bytes);
    checkFormat(channels, sampleRate, limits);
    return { format, channels, sampleRate, seconds, endsEarly };
  },

  async decode(bytes, header, sink, limits) {
    const { what } = readHead(bytes);
    // A file, because the table of contents of an MPEG-4 file often comes last: a pipe will not do.
    const folder = scratchFolder('pretext-audio');
    try {
      const file = path.join(folder, 'recording');
      await writeFile(file, bytes, { mode: 0o600 });
      const { complained } = await runFfmpeg(
        {
          file,
          demuxer: isMp4(bytes) ? 'mov' : 'aac',
          sampleRate: header.sampleRate,
          timeoutMs: limits.ffmpegTimeoutMs,
          what,
        },
        (samples) => sink.write([samples], samples.length),
        limits.ffmpeg,
      );
      return { damaged: complained && !header.endsEarly, truncated: header.endsEarly };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Head {
  channels: number;
  sampleRate: number;
  seconds: number;
  endsEarly: boolean;
  what: string;
}

/** @throws {Refusal} */
function readHead(bytes: Buffer): Head {
  if (!isMp4(bytes)) return { ...readAdts(bytes), what: 'AAC audio' };
  const { coding, ...head } = readMp4Audio(bytes);
  const what = codings[coding];
  if (what === undefined) {
    const name = coding.replace(/[^\w .-]/g, '?');
    throw new Refusal('unsupported', `holds audio of kind "${name}", which cannot be read`);
  }
  return { ...head, what };
}
