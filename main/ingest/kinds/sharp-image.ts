import sharp, { type Metadata, type Sharp } from 'sharp';
import { messageOf } from '../../../shared/errors.ts';
import { SkipFile } from '../skip.ts';
import type { ImageKind } from './image-kind.ts';
import { finishPixels, finishRaw } from './resize.ts';

// Files are told apart by their first bytes before libvips sees them: it would also open SVG and PDF.
const magics: readonly (readonly [string, (bytes: Buffer) => boolean])[] = [
  ['png', (b) => b.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))],
  ['jpeg', (b) => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff],
  ['gif', (b) => /^GIF8[79]a/.test(b.toString('latin1', 0, 6))],
  ['webp', (b) => /^RIFF....WEBP/s.test(b.toString('latin1', 0, 12))],
  ['tiff', (b) => ['II*\0', 'II+\0', 'MM\0*', 'MM\0+'].includes(b.toString('latin1', 0, 4))],
  ['avif', (b) => /^....ftyp(avif|avis|mif1)/s.test(b.toString('latin1', 0, 12))],
];

const extensions: Readonly<Record<string, readonly string[]>> = {
  png: ['png'],
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  gif: ['gif'],
  webp: ['webp'],
  tiff: ['tif', 'tiff'],
  avif: ['avif'],
};

/** PNG, JPEG, GIF (first frame), WebP, TIFF (first page) and AVIF, decoded by libvips through sharp. */
export const sharpImage: ImageKind = {
  sniff(bytes) {
    const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(16, bytes.byteLength));
    return magics.find(([, test]) => test(start))?.[0] ?? null;
  },
  extensions: (format) => extensions[format] ?? [],
  async probe(bytes, format, maxPixels) {
    const metadata = await attempt(async () => await open(bytes, maxPixels).metadata());
    const { width, height } = metadata.autoOrient;
    if (width * height > maxPixels) throw tooManyPixels(width, height, maxPixels);
    return {
      format,
      width,
      height,
      grey: isGrey(metadata),
      alpha: metadata.hasAlpha,
      cmyk: metadata.space === 'cmyk',
      sixteenBit: isSixteenBit(metadata),
      exifRotated: (metadata.orientation ?? 1) > 1,
      frames: metadata.pages ?? 1,
    };
  },
  async decode(bytes, header, preprocessing, maxPixels) {
    return await attempt(async () => {
      const image = open(bytes, maxPixels).autoOrient();
      if (!header.sixteenBit) return await finishPixels(image, preprocessing);
      return await finishRaw(await rawSixteenBit(image, header.grey), preprocessing);
    });
  },
  async range(bytes, maxPixels) {
    return await attempt(async () => {
      const grey = isGrey(await open(bytes, maxPixels).metadata());
      const { pixels, channels } = await rawSixteenBit(open(bytes, maxPixels), grey);
      const colors = channels === 2 || channels === 4 ? channels - 1 : channels;
      let low = 65535;
      let high = 0;
      pixels.forEach((value, i) => {
        if (i % channels >= colors) return;
        low = Math.min(low, value);
        high = Math.max(high, value);
      });
      return [low, high] as const;
    });
  },
};

function open(bytes: Uint8Array, maxPixels: number): Sharp {
  return sharp(bytes, { failOn: 'error', limitInputPixels: maxPixels, pages: 1 });
}

function isGrey(metadata: Metadata): boolean {
  return metadata.space === 'b-w' || metadata.space === 'grey16';
}

function isSixteenBit(metadata: Metadata): boolean {
  return metadata.depth === 'ushort' && metadata.space !== 'cmyk';
}

async function rawSixteenBit(
  image: Sharp,
  grey: boolean,
): Promise<{ width: number; height: number; channels: 1 | 2 | 3 | 4; pixels: Uint16Array }> {
  const { data, info } = await image
    .toColourspace(grey ? 'grey16' : 'rgb16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  // A copy: a Buffer may begin at an odd address.
  const pixels = new Uint16Array(new Uint8Array(data).buffer);
  return {
    width: info.width,
    height: info.height,
    channels: info.channels as 1 | 2 | 3 | 4,
    pixels,
  };
}

function tooManyPixels(width: number, height: number, maxPixels: number): SkipFile {
  return new SkipFile(
    'oversized',
    `${width} × ${height} pixels are more than the ${Math.round(maxPixels / 1e6)} megapixels allowed.`,
  );
}

/** Turns libvips' complaint into a reason. */
async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SkipFile) throw error;
    const message = messageOf(error).replace(/\s+/g, ' ').trim();
    if (/exceeds pixel limit/i.test(message)) {
      throw new SkipFile('oversized', 'it has more pixels than allowed.');
    }
    if (
      /truncat|premature|end of file|end of stream|too short|not enough|unexpected end|ran out|past end/i.test(
        message,
      )
    ) {
      throw new SkipFile('truncated', `the file ends too early (${message}).`);
    }
    throw new SkipFile('corrupt', `the image cannot be decoded (${message}).`);
  }
}
