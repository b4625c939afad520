import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

const deflateInBackground = promisify(deflate);
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Pixels as a PNG file (ISO/IEC 15948; 8 bits a channel, grey or RGB, no filter), compressed off the main thread.
 * No image library: nothing here is decoded, so nothing native has to be in the main process.
 * @param pixels uint8 `[height, width, channels]`
 */
export async function encodePng(
  pixels: Uint8Array,
  { height, width, channels }: { height: number; width: number; channels: 1 | 3 },
): Promise<Uint8Array<ArrayBuffer>> {
  const stride = width * channels;
  if (pixels.byteLength !== height * stride) {
    throw new RangeError(`${pixels.byteLength} bytes are no ${height} × ${width} × ${channels}`);
  }
  const rows = Buffer.alloc(height * (stride + 1)); // each row begins with its filter: 0, none
  for (let y = 0; y < height; y++) {
    rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = channels === 1 ? 0 : 2;
  const file = Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', await deflateInBackground(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return new Uint8Array(file);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + data.byteLength);
  out.writeUInt32BE(data.byteLength, 0);
  out.write(type, 4, 'latin1');
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.byteLength)), 8 + data.byteLength);
  return out;
}
