import { decode } from 'bmp-ts';
import { messageOf } from '../../../shared/errors.ts';
import { SkipFile } from '../skip.ts';
import type { ImageKind, RawImage } from './image-kind.ts';
import { finishRaw } from './resize.ts';

/** Windows bitmaps, which libvips does not read. Decoded by bmp-ts. */
export const bmp: ImageKind = {
  sniff: (bytes) => (bytes[0] === 0x42 && bytes[1] === 0x4d ? 'bmp' : null),
  extensions: () => ['bmp', 'dib'],
  async probe(bytes, format, maxPixels) {
    const { width, height } = sizeOf(bytes);
    if (width * height > maxPixels) {
      throw new SkipFile('oversized', `${width} × ${height} pixels are more than allowed.`);
    }
    return await Promise.resolve({
      format,
      width,
      height,
      grey: false,
      alpha: false,
      cmyk: false,
      sixteenBit: false,
      exifRotated: false,
      frames: 1,
    });
  },
  async decode(bytes, header, preprocessing) {
    return await finishRaw(decodePixels(bytes, header.width, header.height), preprocessing);
  },
};

/** Width and height from the header. @throws {SkipFile} when it is cut off or senseless */
function sizeOf(bytes: Uint8Array): { width: number; height: number } {
  if (bytes.byteLength < 26) throw new SkipFile('truncated', 'the file ends within its header.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const old = view.getUint32(14, true) === 12; // the OS/2 header has 16-bit sizes
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const height = Math.abs(old ? view.getInt16(20, true) : view.getInt32(22, true));
  if (width <= 0 || height <= 0) throw new SkipFile('corrupt', `its size is ${width} × ${height}.`);
  return { width, height };
}

function decodePixels(bytes: Uint8Array, width: number, height: number): RawImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dataOffset = view.getUint32(10, true);
  const bits = bytes.byteLength >= 30 ? view.getUint16(28, true) : 24;
  const compression = bytes.byteLength >= 34 ? view.getUint32(30, true) : 0;
  const expected = dataOffset + Math.ceil((width * bits) / 32) * 4 * height;
  if ((compression === 0 || compression === 3) && bytes.byteLength < expected) {
    throw new SkipFile(
      'truncated',
      `the file ends after ${bytes.byteLength} of ${expected} bytes.`,
    );
  }
  try {
    const image = decode(Buffer.from(bytes), { toRGBA: true });
    // Bytes 3 of 32-bit bitmaps are mostly unused zeros, not transparency: leave them out.
    const pixels = new Uint8Array(width * height * 3);
    for (let i = 0; i < width * height; i++) {
      pixels.set(image.data.subarray(i * 4, i * 4 + 3), i * 3);
    }
    return { width, height, channels: 3, pixels };
  } catch (error) {
    throw new SkipFile('corrupt', `the bitmap cannot be decoded (${messageOf(error)}).`);
  }
}
