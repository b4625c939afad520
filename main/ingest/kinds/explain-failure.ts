import { Refusal } from '../refusal.ts';
import type { ImageFormat } from '../types.ts';
import { endsEarly } from './ends-early.ts';

/** What people call the formats. */
const names: Record<ImageFormat, string> = {
  png: 'PNG',
  jpeg: 'JPEG',
  webp: 'WebP',
  gif: 'GIF',
  tiff: 'TIFF',
  avif: 'AVIF',
  bmp: 'BMP',
  idx: 'IDX',
};

const truncationWords =
  /premature end|unexpected end|end of (file|data|gif)|truncat|not enough data/i;
const maxDetail = 160;

/** Turns a decoder's message into a refusal that says whether the file is cut off or damaged. */
export function explainFailure(message: string, format: ImageFormat, bytes: Uint8Array): Refusal {
  const name = names[format];
  if (/exceeds pixel limit|maximum supported image dimension/i.test(message)) {
    return new Refusal('oversized', `is too large: this ${name} has more pixels than is allowed`);
  }
  const detail = (message.split('\n')[0] ?? '').replace(/^Input buffer /, '').slice(0, maxDetail);
  if (truncationWords.test(message) || endsEarly(format, bytes)) {
    return new Refusal('truncated', `is cut off: its ${name} data end too early (${detail})`);
  }
  if (/unsupported|not supported/i.test(message) && !/image format/i.test(message)) {
    return new Refusal('unsupported', `is a ${name} of a kind that cannot be read (${detail})`);
  }
  return new Refusal('corrupt', `is damaged: its ${name} data cannot be decoded (${detail})`);
}
