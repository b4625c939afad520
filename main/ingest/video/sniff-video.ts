import { hasMagic } from '../kinds/kind.ts';
import type { VideoFormat } from './formats.ts';

/** Brands of ISO media files that hold a still picture. */
const stillBrands = new Set(['avif', 'avis', 'heic', 'heix', 'hevc', 'mif1', 'msf1']);
/** First boxes of QuickTime files that are older than `ftyp`. */
const quickTimeBoxes = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'];

/** The format of a video or an animation, by its first bytes; `null` for anything else. */
export function sniffVideo(head: Buffer): Exclude<VideoFormat, 'frames'> | null {
  if (hasMagic(head, 'GIF87a') || hasMagic(head, 'GIF89a')) return 'gif';
  if (hasMagic(head, 'RIFF') && hasMagic(head, 'WEBP', 8)) return 'webp';
  if (hasMagic(head, [0x1a, 0x45, 0xdf, 0xa3])) return 'webm';
  if (hasMagic(head, 'ftyp', 4)) {
    const brand = head.toString('latin1', 8, 12);
    if (stillBrands.has(brand) || brand.startsWith('M4A') || brand.startsWith('M4B')) return null;
    return brand === 'qt  ' ? 'mov' : 'mp4';
  }
  return quickTimeBoxes.some((box) => hasMagic(head, box, 4)) ? 'mov' : null;
}

const extensions: Readonly<Record<string, VideoFormat>> = {
  mp4: 'mp4',
  m4v: 'mp4',
  mov: 'mov',
  qt: 'mov',
  webm: 'webm',
  mkv: 'webm',
  gif: 'gif',
  webp: 'webp',
};

/** The format that an extension promises, `null` if it is none of a video. */
export function videoFormatOf(extension: string): VideoFormat | null {
  return Object.hasOwn(extensions, extension) ? (extensions[extension] ?? null) : null;
}

const convert = 'convert it to MP4 or WebM';
const foreign: Readonly<Record<string, string>> = {
  avi: `is an AVI video, which cannot be read; ${convert}`,
  wmv: `is a Windows Media video, which cannot be read; ${convert}`,
  flv: `is a Flash video, which cannot be read; ${convert}`,
  mpg: `is an MPEG video, which cannot be read; ${convert}`,
  mpeg: `is an MPEG video, which cannot be read; ${convert}`,
  ts: `is an MPEG transport stream, which cannot be read; ${convert}`,
  mts: `is an MPEG transport stream, which cannot be read; ${convert}`,
  m2ts: `is an MPEG transport stream, which cannot be read; ${convert}`,
  ogv: `is an Ogg video, which cannot be read; ${convert}`,
  '3gp': `is a 3GP video, which cannot be read; ${convert}`,
};

/** What another file is that may have been meant, and what to do about it; `null` if it is to be ignored. */
export function foreignVideoClause(extension: string): string | null {
  return Object.hasOwn(foreign, extension) ? (foreign[extension] ?? null) : null;
}
