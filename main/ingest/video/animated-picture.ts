import sharp from 'sharp';
import { messageOf } from '../../../shared/errors.ts';
import { checkDimensions } from '../kinds/check-dimensions.ts';
import { explainFailure } from '../kinds/explain-failure.ts';
import type { RawImage } from '../kinds/kind.ts';
// Switches off every loader of libvips but those for pictures that can be read.
import '../kinds/sharp-image.ts';
import { formatCount, type ImportLimits } from '../limits.ts';
import { Refusal } from '../refusal.ts';
import type { VideoLimits } from './limits.ts';
import type { VideoHeader } from './types.ts';

type AnimatedFormat = 'gif' | 'webp';

/** An animation whose frames' times are known. */
export interface Animation {
  header: VideoHeader;
  /** When each frame begins, in seconds, and last the end. */
  times: Float64Array;
}

/** Browsers show frames without a length for so long, in milliseconds, as HTML's authors have come to expect. */
const usualDelay = 100;
const shortestDelay = 20;

/**
 * @throws {Refusal} `unsupported` for a picture that does not move; `truncated`, `corrupt`, `oversized`
 */
export async function probeAnimation(
  bytes: Buffer,
  format: AnimatedFormat,
  limits: VideoLimits,
  pictures: ImportLimits,
): Promise<Animation> {
  try {
    const metadata = await sharp(bytes, { pages: -1, limitInputPixels: false }).metadata();
    const { width, pages: frames = 1, delay = [] } = metadata;
    const height = metadata.pageHeight ?? metadata.height;
    checkDimensions(width, height, pictures);
    if (frames < 2) throw new Refusal('unsupported', 'is a picture of one frame, not a video');
    if (frames > limits.maxFrames) {
      const most = formatCount(limits.maxFrames);
      throw new Refusal('oversized', `has ${formatCount(frames)} frames; the limit is ${most}`);
    }
    const times = new Float64Array(frames + 1);
    for (let frame = 0; frame < frames; frame++) {
      const shown = delay[frame] ?? 0;
      times[frame + 1] = (times[frame] ?? 0) + (shown < shortestDelay ? usualDelay : shown) / 1000;
    }
    return { header: { format, width, height, seconds: times[frames] ?? 0, frames }, times };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw explainFailure(messageOf(error), format, bytes);
  }
}

/** What is seen at each of some times, ascending, in seconds. Frames are decoded a few at a time. */
export async function* framesOfAnimation(
  bytes: Buffer,
  { header, times }: Animation,
  wanted: readonly number[],
  { maxPixelsAtOnce }: VideoLimits,
): AsyncGenerator<RawImage> {
  const { format, width, height, frames } = header;
  const numbers = frameNumbers(times, wanted);
  const room = Math.max(1, Math.floor(maxPixelsAtOnce / (width * height)));
  let [begin, end] = [0, 0];
  let decoded: RawImage | null = null;
  for (const number of numbers) {
    if (decoded === null || number >= end) {
      begin = number;
      // Every frame is built on those before it, so that a few together cost little more than one.
      const needed = numbers.findLast((other) => other < begin + room) ?? begin;
      end = Math.min(frames, needed + 1);
      decoded = await decodePages(bytes, format as AnimatedFormat, { begin, count: end - begin });
    }
    const size = width * height * decoded.channels;
    const at = (number - begin) * size;
    yield {
      pixels: decoded.pixels.subarray(at, at + size),
      width,
      height,
      channels: decoded.channels,
    };
  }
}

/** The last frame that begins by each of the times. */
function frameNumbers(begins: Float64Array, wanted: readonly number[]): number[] {
  let frame = 0;
  return wanted.map((time) => {
    while (frame + 2 < begins.length && (begins[frame + 1] ?? 0) <= time + 1e-9) frame += 1;
    return frame;
  });
}

async function decodePages(
  bytes: Buffer,
  format: AnimatedFormat,
  { begin, count }: { begin: number; count: number },
): Promise<RawImage> {
  try {
    const { data, info } = await sharp(bytes, {
      page: begin,
      pages: count,
      failOn: 'error',
      limitInputPixels: false,
    })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    if (channels !== 1 && channels !== 3 && channels !== 4) {
      throw new Refusal('unsupported', `has ${channels} channels`);
    }
    return { pixels: data, width, height, channels };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw explainFailure(messageOf(error), format, bytes);
  }
}
