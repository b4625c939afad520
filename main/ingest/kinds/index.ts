import { bmp } from './bmp.ts';
import type { ImageKind } from './image-kind.ts';
import { sharpImage } from './sharp-image.ts';

/** Every family of image files, one line each. IDX is a container: see `scan/idx.ts`. */
const kinds: readonly ImageKind[] = [sharpImage, bmp];

/** The kind and format of a file by its first bytes. */
export function sniff(bytes: Uint8Array): { kind: ImageKind; format: string } | null {
  for (const kind of kinds) {
    const format = kind.sniff(bytes);
    if (format !== null) return { kind, format };
  }
  return null;
}

/** What a file is that no kind reads, for a reason that helps. */
export function describeUnknown(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(64, bytes.byteLength));
  const text = start.toString('latin1');
  if (/^%PDF/.test(text)) return 'it is a PDF; export its pages as images first.';
  if (/^\s*(<\?xml|<svg|<!DOCTYPE svg)/i.test(text))
    return 'it is an SVG drawing or XML, not a picture of pixels.';
  if (/^....ftyp(heic|heix|hevc|heim|heis)/s.test(text))
    return 'it is a HEIC photo; convert it to JPEG first.';
  if (text.startsWith('PK\x03\x04')) return 'it is a zip archive inside the data; unpack it first.';
  if (/^\s*<(!doctype html|html)/i.test(text))
    return 'it is a web page, perhaps a failed download.';
  return 'its content is no image format that Pretext Studio reads (PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF, IDX).';
}
