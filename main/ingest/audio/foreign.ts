import { hasMagic } from '../kinds/kind.ts';

/**
 * Files that hold sound but cannot be read: each gets a sentence with what to do instead of silence. Everything else that
 * is no audio is ignored.
 */

const convert = 'convert it to WAV or FLAC';
const byExtension: Record<string, string> = {
  aif: `is AIFF audio, which cannot be read; ${convert}`,
  aifc: `is AIFF audio, which cannot be read; ${convert}`,
  aiff: `is AIFF audio, which cannot be read; ${convert}`,
  amr: `is AMR audio, which cannot be read; ${convert}`,
  ape: `is Monkey's Audio, which cannot be read; ${convert}`,
  au: `is Sun audio (AU), which cannot be read; ${convert}`,
  caf: `is a Core Audio file, which cannot be read; ${convert}`,
  gsm: `is GSM audio, which cannot be read; ${convert}`,
  mid: 'is a MIDI file: notes, not sound; render it to WAV',
  midi: 'is a MIDI file: notes, not sound; render it to WAV',
  mka: `is Matroska audio, which cannot be read; ${convert}`,
  mpc: `is Musepack audio, which cannot be read; ${convert}`,
  ra: `is RealAudio, which cannot be read; ${convert}`,
  raw: `is raw audio, of which nothing says how to read it; ${convert}`,
  snd: `is Sun audio (AU), which cannot be read; ${convert}`,
  spx: `is Speex audio, which cannot be read; ${convert}`,
  weba: `is WebM audio, which cannot be read; ${convert}`,
  wma: `is Windows Media audio, which cannot be read; ${convert}`,
  wv: `is WavPack audio, which cannot be read; ${convert}`,
};

const byMagic: readonly [magic: string | readonly number[], offset: number, extension: string][] = [
  ['AIFF', 8, 'aiff'],
  ['AIFC', 8, 'aiff'],
  ['.snd', 0, 'au'],
  ['caff', 0, 'caf'],
  ['#!AMR', 0, 'amr'],
  ['MThd', 0, 'mid'],
  ['wvpk', 0, 'wv'],
  ['MAC ', 0, 'ape'],
  ['MPCK', 0, 'mpc'],
  ['Speex   ', 28, 'spx'],
  [[0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11], 0, 'wma'],
  [[0x1a, 0x45, 0xdf, 0xa3], 0, 'mka'],
];

/** Extensions of files that can be read: what has one and is no audio is reported, not ignored. */
export const audioExtensions: ReadonlySet<string> = new Set([
  ...['wav', 'wave', 'flac', 'oga', 'ogg', 'opus', 'mp3', 'mp2', 'm4a', 'm4b', 'aac', 'adts'],
]);

/**
 * What a file that `sniffAudio` did not recognise is, and what to do about it; `null` if it is to be ignored.
 * @param extension lower case, without the dot
 */
export function foreignAudioClause(head: Uint8Array, extension: string): string | null {
  for (const [magic, offset, known] of byMagic) {
    if (hasMagic(head, magic, offset)) return byExtension[known] ?? null;
  }
  return Object.hasOwn(byExtension, extension) ? (byExtension[extension] ?? null) : null;
}
