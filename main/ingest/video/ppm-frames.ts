import { Refusal } from '../refusal.ts';

/** A picture that came out of ffmpeg. */
export interface PpmFrame {
  width: number;
  height: number;
  /** uint8 `[height, width, 3]`. */
  pixels: Buffer;
}

const longestHeader = 40;

/**
 * Binary PPM pictures, one after the other, as ffmpeg's `image2pipe` gives them. One picture is in memory at a time.
 * (Format: netpbm's ppm(5), of maximum 255.)
 * @param maxBytes of one picture
 * @throws {Refusal} when what comes is none
 */
export async function* ppmFrames(
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<PpmFrame> {
  let waiting: Buffer[] = [];
  let held = 0;
  let wanted = longestHeader;
  let header: { width: number; height: number; begin: number; bytes: number } | null = null;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    held += chunk.length;
    while (held >= wanted) {
      const all: Buffer = waiting.length === 1 ? (waiting[0] ?? chunk) : Buffer.concat(waiting);
      header ??= readHeader(all, maxBytes);
      wanted = header.begin + header.bytes;
      waiting = [all];
      if (held < wanted) break;
      const { width, height, begin } = header;
      yield { width, height, pixels: all.subarray(begin, wanted) };
      waiting = [all.subarray(wanted)];
      held -= wanted;
      header = null;
      wanted = longestHeader;
    }
    if (header === null) continue;
    wanted = header.begin + header.bytes;
  }
  // A picture so small that it is shorter than the longest header.
  for (let rest = Buffer.concat(waiting); rest.length > 0; ) {
    const { width, height, begin, bytes } = readHeader(rest, maxBytes);
    if (rest.length < begin + bytes) return; // ffmpeg was ended
    yield { width, height, pixels: rest.subarray(begin, begin + bytes) };
    rest = rest.subarray(begin + bytes);
  }
}

function readHeader(bytes: Buffer, maxBytes: number) {
  const text = bytes.toString('latin1', 0, longestHeader);
  const [whole, width, height] = /^P6\n(\d{1,6}) (\d{1,6})\n255\n/.exec(text) ?? [];
  const size = Number(width) * Number(height) * 3;
  if (whole === undefined || size === 0 || size > maxBytes) {
    throw new Refusal('corrupt', 'is damaged: ffmpeg gives something else than frames');
  }
  return { width: Number(width), height: Number(height), begin: whole.length, bytes: size };
}
