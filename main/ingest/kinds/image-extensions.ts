import type { ImageFormat } from '../types.ts';

const formats: Record<string, ImageFormat> = {
  png: 'png',
  apng: 'png',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  jpe: 'jpeg',
  jfif: 'jpeg',
  webp: 'webp',
  gif: 'gif',
  tif: 'tiff',
  tiff: 'tiff',
  avif: 'avif',
  bmp: 'bmp',
  dib: 'bmp',
  idx: 'idx',
};

/** The format that an extension promises; `null` if it is none of an image. */
export function formatOfExtension(extension: string): ImageFormat | null {
  return Object.hasOwn(formats, extension) ? (formats[extension] ?? null) : null;
}
