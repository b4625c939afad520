import type { DecoderPool } from './decoder/pool.ts';
import type { ImageHeader } from './kinds/image-kind.ts';
import type { Entry } from './scan/entry.ts';
import { SkipFile } from './skip.ts';
import type { ImagePreprocessing } from './types.ts';

/** Sizes offered: below 28 nothing is left to see, above 96 a laptop's training takes too long. */
const sizes = [28, 32, 48, 64, 96] as const;
/** Images looked at where looking at all would mean decoding everything twice. */
const sampleSize = 200;

export interface ProbedEntry {
  entry: Entry;
  header: ImageHeader;
}

/** Fills in what the person left open, from the data. */
export async function choosePreprocessing(
  chosen: Partial<ImagePreprocessing>,
  probed: readonly ProbedEntry[],
  pool: DecoderPool,
  maxPixels: number,
): Promise<ImagePreprocessing> {
  return {
    size:
      chosen.size ?? chooseSize(probed.map(({ header }) => Math.min(header.width, header.height))),
    channels: chosen.channels ?? (await chooseChannels(probed, pool, maxPixels)),
    // Bars would tell the rotation task which way up an image is.
    fit: chosen.fit ?? 'cover',
    background: chosen.background ?? [255, 255, 255],
    sixteenBitRange: chosen.sixteenBitRange ?? (await sixteenBitRange(probed, pool, maxPixels)),
  };
}

/** The smallest size that keeps the median shorter side; the largest for big pictures. */
function chooseSize(shorterSides: readonly number[]): number {
  const sorted = [...shorterSides].sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  return sizes.find((size) => size >= median) ?? 96;
}

/** One channel when the images stored as grey are all there is, or the others turn out grey too. */
async function chooseChannels(
  probed: readonly ProbedEntry[],
  pool: DecoderPool,
  maxPixels: number,
): Promise<1 | 3> {
  const stored = probed.filter(({ header }) => !header.grey);
  const grey = await mapUsable(spread(stored), async ({ entry }) => {
    return await pool.run<'isGrey'>({ kind: 'isGrey', input: await entry.read(), maxPixels });
  });
  return grey.every(Boolean) ? 1 : 3;
}

/** The range in use: a 12-bit camera's picture would be nearly black on the scale of 16 bits. */
async function sixteenBitRange(
  probed: readonly ProbedEntry[],
  pool: DecoderPool,
  maxPixels: number,
): Promise<[number, number] | null> {
  const deep = probed.filter(({ header }) => header.sixteenBit);
  if (deep.length === 0) return null;
  const ranges = await mapUsable(spread(deep), async ({ entry }) => {
    return await pool.run<'range'>({ kind: 'range', input: await entry.read(), maxPixels });
  });
  if (ranges.length === 0) return [0, 65535];
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}

/** Up to `sampleSize` items, evenly spread. */
function spread<T>(items: readonly T[]): T[] {
  const step = Math.max(1, items.length / sampleSize);
  return items.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}

/** Files that turn out unusable are left out here: the decoding pass reports them. */
async function mapUsable<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) {
    try {
      results.push(await work(item));
    } catch (error) {
      if (!(error instanceof SkipFile)) throw error;
    }
  }
  return results;
}
