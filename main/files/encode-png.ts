import { crc32, deflateSync } from 'node:zlib';

/**
 * A PNG file of grey or RGB pixels, without the weight of a picture library: for pictures so small that
 * starting one would take longer than the picture, and for our own pixels in processes that load none.
 * Format: W3C, "Portable Network Graphics (PNG) Specification", third edition.
 */

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const colourTypes = { 1: 0, 3: 2 } as const;

/** @param pixels uint8 `[height, width, channels]` */
export function encodePng(
  pixels: Uint8Array,
  { width, height, channels }: { width: number; height: number; channels: 1 | 3 },
): Buffer {
  const rowBytes = width * channels;
  if (pixels.length !== rowBytes * height) {
    throw new Error(`${pixels.length} bytes for ${width} × ${height} × ${channels}`);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8); // bits a channel
  header.writeUInt8(colourTypes[channels], 9);
  // Each row begins with its filter; 0 is none.
  const rows = Buffer.alloc((rowBytes + 1) * height);
  for (let y = 0; y < height; y++) {
    rows.set(pixels.subarray(y * rowBytes, (y + 1) * rowBytes), y * (rowBytes + 1) + 1);
  }
  // Little memory: setting up the usual 256 KB takes longer than compressing a small picture.
  const data = deflateSync(rows, { level: 1, memLevel: 5 });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}
