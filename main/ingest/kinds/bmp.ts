import type { ImportLimits } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import { checkDimensions } from './check-dimensions.ts';
import { hasMagic, type ImageKind, type RawImage } from './kind.ts';

/**
 * Windows bitmaps: 1, 2, 4 and 8 bits with a palette; 16, 24 and 32 bits with or without masks; both
 * row orders. Not run-length encoded ones, nor bitmaps that wrap a JPEG or PNG.
 *
 * Format: Microsoft, "Bitmap Storage" (BITMAPFILEHEADER, BITMAPCOREHEADER to BITMAPV5HEADER). Its own
 * decoder, because libvips has none and npm's fast-bmp ignores palettes, row order and the ordinary
 * 32-bit variant.
 */

interface BmpLayout {
  width: number;
  height: number;
  topDown: boolean;
  bitsPerPixel: number;
  /** Offset of the first stored row. */
  data: number;
  /** Bytes of one stored row, padded to four. */
  stride: number;
  /** RGB triples, `null` above 8 bits. */
  palette: Uint8Array | null;
  /** Bits of red, green, blue and alpha in 16- and 32-bit pixels. */
  masks: readonly [number, number, number, number];
}

const headerSizes = new Set([12, 40, 52, 56, 64, 108, 124]);
const compressionNames: Record<number, string> = {
  1: 'run-length encoding (RLE8)',
  2: 'run-length encoding (RLE4)',
  4: 'an embedded JPEG',
  5: 'an embedded PNG',
};

export const bmp: ImageKind = {
  sniff(head) {
    if (!hasMagic(head, 'BM') || head.length < 18) return null;
    const view = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
    return headerSizes.has(view.readUInt32LE(14)) ? 'bmp' : null; // "BM" alone begins many a text
  },

  readHeader(bytes, format, limits) {
    // A promise even when it throws: `Promise.resolve().then` keeps errors where callers wait.
    return Promise.resolve().then(() => {
      const layout = readLayout(bytes, limits);
      return {
        format,
        width: layout.width,
        height: layout.height,
        grey: layout.palette !== null && isGrey(layout.palette),
        hasAlpha: layout.masks[3] !== 0,
        sixteenBit: false,
        cmyk: false,
        palette: layout.palette !== null && !isGrey(layout.palette),
        rotated: false,
        profile: false,
        pages: 1,
      };
    });
  },

  open(bytes, _header, limits) {
    return { raw: decodeBmp(bytes, limits) };
  },
};

/** @throws {Refusal} */
function readLayout(bytes: Uint8Array, limits: ImportLimits): BmpLayout {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.length >= 18 ? view.readUInt32LE(14) : 0;
  if (view.length < 14 + headerBytes || headerBytes < 12) {
    throw new Refusal('truncated', 'is cut off: it ends within its BMP header');
  }
  const core = headerBytes === 12;
  const width = core ? view.readUInt16LE(18) : view.readInt32LE(18);
  const signedHeight = core ? view.readInt16LE(20) : view.readInt32LE(22);
  const height = Math.abs(signedHeight);
  checkDimensions(width, height, limits);
  const bitsPerPixel = view.readUInt16LE(core ? 24 : 28);
  const compression = core ? 0 : view.readUInt32LE(30);
  if (![1, 2, 4, 8, 16, 24, 32].includes(bitsPerPixel)) {
    throw new Refusal('corrupt', `is damaged: its BMP header says ${bitsPerPixel} bits a pixel`);
  }
  const masked = compression === 3 || compression === 6;
  if ((compression !== 0 && !masked) || (masked && bitsPerPixel !== 16 && bitsPerPixel !== 32)) {
    const what = compressionNames[compression] ?? `compression method ${compression}`;
    throw new Refusal('unsupported', `is a BMP with ${what}, which cannot be read`);
  }
  const stride = Math.floor((bitsPerPixel * width + 31) / 32) * 4;
  const data = view.readUInt32LE(10);
  const layout: BmpLayout = {
    width,
    height,
    topDown: signedHeight < 0,
    bitsPerPixel,
    data,
    stride,
    palette: bitsPerPixel <= 8 ? readPalette(view, headerBytes, bitsPerPixel) : null,
    masks: readMasks(view, headerBytes, bitsPerPixel, compression),
  };
  if (data < 14 + headerBytes)
    throw new Refusal('corrupt', 'is damaged: its pixels overlap its header');
  // The padding of the last row is often left out.
  const needed = data + stride * (height - 1) + Math.ceil((bitsPerPixel * width) / 8);
  if (needed > view.length) {
    const missing = needed - view.length;
    throw new Refusal('truncated', `is cut off: ${missing} bytes of its BMP pixels are missing`);
  }
  return layout;
}

function readPalette(view: Buffer, headerBytes: number, bitsPerPixel: number): Uint8Array {
  const entryBytes = headerBytes === 12 ? 3 : 4;
  const declared = headerBytes === 12 ? 0 : view.readUInt32LE(46);
  const most = 2 ** bitsPerPixel;
  const start = 14 + headerBytes;
  const room = Math.max(0, Math.floor((view.readUInt32LE(10) - start) / entryBytes));
  const count = Math.min(declared === 0 ? most : declared, most, room);
  if (start + count * entryBytes > view.length) {
    throw new Refusal('truncated', 'is cut off: it ends within its BMP palette');
  }
  const palette = new Uint8Array(most * 3); // indices beyond `count` are black
  for (let index = 0; index < count; index++) {
    const at = start + index * entryBytes;
    palette[index * 3] = view.readUInt8(at + 2);
    palette[index * 3 + 1] = view.readUInt8(at + 1);
    palette[index * 3 + 2] = view.readUInt8(at);
  }
  return palette;
}

function readMasks(
  view: Buffer,
  headerBytes: number,
  bitsPerPixel: number,
  compression: number,
): BmpLayout['masks'] {
  if (compression === 0 || headerBytes === 12) {
    // The fourth byte of plain 32-bit pixels is unused, whatever it holds.
    return bitsPerPixel === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : [0xff0000, 0x00ff00, 0x0000ff, 0];
  }
  // Behind a 40-byte header the masks follow it; larger headers contain them at the same place.
  const hasAlpha = headerBytes >= 56 || compression === 6;
  if (view.length < (hasAlpha ? 70 : 66)) {
    throw new Refusal('truncated', 'is cut off: it ends within its BMP colour masks');
  }
  return [
    view.readUInt32LE(54),
    view.readUInt32LE(58),
    view.readUInt32LE(62),
    hasAlpha ? view.readUInt32LE(66) : 0,
  ];
}

function isGrey(palette: Uint8Array): boolean {
  for (let at = 0; at < palette.length; at += 3) {
    if (palette[at] !== palette[at + 1] || palette[at] !== palette[at + 2]) return false;
  }
  return true;
}

/** @throws {Refusal} */
function decodeBmp(bytes: Uint8Array, limits: ImportLimits): RawImage {
  const layout = readLayout(bytes, limits);
  if (layout.palette !== null) return decodeIndexed(bytes, layout, layout.palette);
  return layout.bitsPerPixel === 24 ? decode24(bytes, layout) : decodeMasked(bytes, layout);
}

/** Offset of an image row: files store the last row first unless they are top-down. */
function rowStart(layout: BmpLayout, y: number): number {
  return layout.data + layout.stride * (layout.topDown ? y : layout.height - 1 - y);
}

function decodeIndexed(bytes: Uint8Array, layout: BmpLayout, palette: Uint8Array): RawImage {
  const { width, height, bitsPerPixel } = layout;
  const channels = isGrey(palette) ? 1 : 3;
  const pixels = new Uint8Array(width * height * channels);
  const perByte = 8 / bitsPerPixel;
  const mask = 2 ** bitsPerPixel - 1;
  let out = 0;
  for (let y = 0; y < height; y++) {
    const start = rowStart(layout, y);
    for (let x = 0; x < width; x++) {
      const byte = bytes[start + Math.floor(x / perByte)] ?? 0;
      const index = (byte >> (8 - bitsPerPixel * ((x % perByte) + 1))) & mask;
      for (let channel = 0; channel < channels; channel++) {
        pixels[out++] = palette[index * 3 + channel] ?? 0;
      }
    }
  }
  return { pixels, width, height, channels };
}

function decode24(bytes: Uint8Array, layout: BmpLayout): RawImage {
  const { width, height } = layout;
  const pixels = new Uint8Array(width * height * 3);
  let out = 0;
  for (let y = 0; y < height; y++) {
    let at = rowStart(layout, y);
    for (let x = 0; x < width; x++) {
      pixels[out++] = bytes[at + 2] ?? 0;
      pixels[out++] = bytes[at + 1] ?? 0;
      pixels[out++] = bytes[at] ?? 0;
      at += 3;
    }
  }
  return { pixels, width, height, channels: 3 };
}

function decodeMasked(bytes: Uint8Array, layout: BmpLayout): RawImage {
  const { width, height, bitsPerPixel, masks } = layout;
  const channels = masks[3] === 0 ? 3 : 4;
  const pixels = new Uint8Array(width * height * channels);
  const fields = masks.slice(0, channels).map(bitField);
  let anyAlpha = false;
  let out = 0;
  for (let y = 0; y < height; y++) {
    let at = rowStart(layout, y);
    for (let x = 0; x < width; x++) {
      let value = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
      if (bitsPerPixel === 32) value |= ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
      at += bitsPerPixel / 8;
      for (const { mask, shift, max } of fields) {
        const field = (value & mask) >>> shift;
        pixels[out++] = max === 0 ? 0 : Math.round((field * 255) / max);
      }
      if (channels === 4 && pixels[out - 1] !== 0) anyAlpha = true;
    }
  }
  // Many programs write zeros as alpha of an opaque image: an invisible image is not meant.
  if (channels === 4 && !anyAlpha) {
    for (let at = 3; at < pixels.length; at += 4) pixels[at] = 255;
  }
  return { pixels, width, height, channels };
}

function bitField(mask: number): { mask: number; shift: number; max: number } {
  const unsigned = mask >>> 0;
  if (unsigned === 0) return { mask: 0, shift: 0, max: 0 };
  const shift = 31 - Math.clz32(unsigned & -unsigned);
  return { mask, shift, max: unsigned >>> shift };
}
