import { hasMagic } from './kind.ts';

/**
 * Files that hold pictures (or may hold files with pictures) but cannot be read: each gets a sentence
 * with what to do instead of silence. Everything else that is no image is ignored.
 */

const convert = 'save it as PNG or JPEG';
const byExtension: Record<string, string> = {
  svg: `is a vector drawing (SVG); ${convert}`,
  svgz: `is a vector drawing (SVG); ${convert}`,
  pdf: 'is a PDF document; save its pages as PNG or JPEG',
  eps: `is a PostScript drawing; ${convert}`,
  heic: `is a HEIC photo, which cannot be read; ${convert}`,
  heif: `is a HEIF photo, which cannot be read; ${convert}`,
  jxl: `is a JPEG XL image, which cannot be read; ${convert}`,
  jp2: `is a JPEG 2000 image, which cannot be read; ${convert}`,
  j2k: `is a JPEG 2000 image, which cannot be read; ${convert}`,
  psd: `is a Photoshop document; ${convert}`,
  xcf: `is a GIMP document; ${convert}`,
  ico: `is an icon file, which cannot be read; ${convert}`,
  cur: `is a cursor file, which cannot be read; ${convert}`,
  tga: `is a Targa image, which cannot be read; ${convert}`,
  pcx: `is a PCX image, which cannot be read; ${convert}`,
  pbm: `is a Netpbm image, which cannot be read; ${convert}`,
  pgm: `is a Netpbm image, which cannot be read; ${convert}`,
  ppm: `is a Netpbm image, which cannot be read; ${convert}`,
  pnm: `is a Netpbm image, which cannot be read; ${convert}`,
  exr: `is an OpenEXR image, which cannot be read; ${convert}`,
  hdr: `is a Radiance image, which cannot be read; ${convert}`,
  dcm: `is a DICOM image, which cannot be read; ${convert}`,
  rar: 'is a RAR archive; unpack it, or pack it as zip',
  '7z': 'is a 7-Zip archive; unpack it, or pack it as zip',
  tar: 'is a tar archive; unpack it, or pack it as zip',
  tgz: 'is a tar archive; unpack it, or pack it as zip',
  gz: 'is a gzipped file that is no IDX file; unpack it, or pack it as zip',
  xz: 'is an xz archive; unpack it, or pack it as zip',
  bz2: 'is a bzip2 archive; unpack it, or pack it as zip',
  zst: 'is a Zstandard archive; unpack it, or pack it as zip',
};

/** Raw camera files begin like TIFF; what libvips would find in them is a small preview. */
const rawCamera = new Set(['dng', 'nef', 'cr2', 'arw', 'orf', 'rw2', 'pef', 'srw', 'raf', 'cr3']);

const byMagic: readonly [magic: string | readonly number[], offset: number, extension: string][] = [
  ['%PDF', 0, 'pdf'],
  ['ftypheic', 4, 'heic'],
  ['ftypheix', 4, 'heic'],
  ['ftyphevc', 4, 'heic'],
  ['ftypmif1', 4, 'heif'],
  ['ftypmsf1', 4, 'heif'],
  [[0xff, 0x0a], 0, 'jxl'],
  [[0, 0, 0, 0x0c, 0x4a, 0x58, 0x4c, 0x20], 0, 'jxl'],
  [[0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20], 0, 'jp2'],
  ['8BPS', 0, 'psd'],
  ['gimp xcf', 0, 'xcf'],
  [[0x76, 0x2f, 0x31, 0x01], 0, 'exr'],
  ['DICM', 128, 'dcm'],
  ['Rar!', 0, 'rar'],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 0, '7z'],
  ['ustar', 257, 'tar'],
];

/** Why a file of this name must not be decoded whatever its first bytes; `null` if it may. */
export function rawCameraClause(extension: string): string | null {
  return rawCamera.has(extension)
    ? `is a raw camera file (${extension.toUpperCase()}), which cannot be read; ${convert}`
    : null;
}

/** What a file that no kind recognised is, and what to do about it; `null` if it is to be ignored. */
export function foreignClause(head: Uint8Array, extension: string): string | null {
  for (const [magic, offset, known] of byMagic) {
    if (hasMagic(head, magic, offset)) return byExtension[known] ?? null;
  }
  const text = Buffer.from(head.subarray(0, 1024)).toString('latin1');
  if (/^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/s.test(text)) {
    return byExtension['svg'] ?? null;
  }
  return Object.hasOwn(byExtension, extension) ? (byExtension[extension] ?? null) : null;
}

/** What the first bytes look like, for the sentence about a false image. */
export function describeContent(head: Uint8Array): string {
  if (hasMagic(head, 'PK\u0003\u0004') || hasMagic(head, 'PK\u0005\u0006')) return 'a zip archive';
  const text = Buffer.from(head.subarray(0, 64)).toString('latin1');
  if (/^\s*<(!doctype html|html)/i.test(text)) return 'a web page';
  if (/^[\t\n\r\x20-\x7e]*$/.test(text)) return 'text';
  const hex = Buffer.from(head.subarray(0, 4)).toString('hex');
  return `unknown data (${hex.replace(/(..)(?=.)/g, '$1 ')})`;
}
