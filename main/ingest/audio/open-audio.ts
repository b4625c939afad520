import { describeContent } from '../kinds/foreign.ts';
import { formatBytes } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { foreignAudioClause } from './foreign.ts';
import type { AudioKind } from './kind.ts';
import type { AudioLimits } from './limits.ts';
import { sniffAudio } from './registry.ts';
import type { AudioFormat, AudioHeader } from './types.ts';

/** A recording whose header was read. */
export interface OpenedAudio {
  kind: AudioKind;
  header: AudioHeader;
  /** Whether the name promises another kind of audio. */
  wrongExtension: boolean;
}

/** What files of each format may be called. MPEG-4 files that hold sound alone are sometimes called as videos are. */
const extensions: Record<AudioFormat, readonly string[]> = {
  wav: ['wav', 'wave'],
  flac: ['flac', 'oga', 'ogg'],
  mp3: ['mp3', 'mp2', 'mpga', 'mpeg'],
  vorbis: ['ogg', 'oga'],
  opus: ['opus', 'ogg', 'oga'],
  aac: ['m4a', 'm4b', 'mp4', 'aac', 'adts', '3gp'],
};

/**
 * @param extension of the file's name, lower case, without the dot; `''` for none
 * @throws {Refusal}
 */
export function openAudio(bytes: Buffer, extension: string, limits: AudioLimits): OpenedAudio {
  if (bytes.length === 0) throw new Refusal('empty', 'is empty (0 bytes)');
  if (bytes.length > limits.maxBytes) {
    const size = `${formatBytes(bytes.length)}; the limit is ${formatBytes(limits.maxBytes)}`;
    throw new Refusal('oversized', `is too large: ${size}`);
  }
  const sniffed = sniffAudio(bytes);
  if (sniffed === null) {
    const clause =
      foreignAudioClause(bytes, extension) ?? `holds no audio, but ${describeContent(bytes)}`;
    throw new Refusal('unsupported', clause);
  }
  const { kind, format } = sniffed;
  const header = kind.readHeader(bytes, format, limits);
  const wrongExtension = extension !== '' && !extensions[format].includes(extension);
  return { kind, header, wrongExtension };
}
