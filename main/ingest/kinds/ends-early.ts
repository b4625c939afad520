import type { ImageFormat } from '../types.ts';
import { hasMagic } from './kind.ts';

/**
 * Whether a file that could not be decoded is shorter than its own structure says. Decoders often
 * say "read error" for both a cut and a damaged file; a person needs to know which.
 */
export function endsEarly(format: ImageFormat, bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (format) {
    case 'png':
      return pngEndsEarly(view);
    case 'jpeg':
      return view.lastIndexOf(Buffer.from([0xff, 0xd9])) < view.length - 64;
    case 'webp':
      return view.length < 12 || view.readUInt32LE(4) + 8 > view.length;
    case 'gif':
      return view.at(-1) !== 0x3b;
    case 'tiff':
      return tiffEndsEarly(view);
    case 'avif':
      return boxesEndEarly(view);
    case 'bmp':
    case 'idx':
      return false; // their own decoders know exactly
  }
}

/** Chunk after chunk: length, type, data, checksum. */
function pngEndsEarly(view: Buffer): boolean {
  let at = 8;
  while (at + 12 <= view.length) {
    if (hasMagic(view, 'IEND', at + 4)) return false;
    at += 12 + view.readUInt32BE(at);
  }
  return true;
}

/** Whether the first directory lies beyond the end (writers often put it last). */
function tiffEndsEarly(view: Buffer): boolean {
  if (view.length < 8) return true;
  const offset = view[0] === 0x49 ? view.readUInt32LE(4) : view.readUInt32BE(4);
  return offset + 2 > view.length;
}

/** Box after box: length, type. */
function boxesEndEarly(view: Buffer): boolean {
  let at = 0;
  while (at + 8 <= view.length) {
    const length = view.readUInt32BE(at);
    if (length === 0) return false; // to the end of the file
    at += Math.max(length, 8);
  }
  return at !== view.length;
}
