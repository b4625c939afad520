import { PretextError } from '../../shared/errors.ts';
import { range } from './summary.ts';
import type { ImagePreprocessing } from './types.ts';

/**
 * Sizes that the models are made for. The smallest that is not below the median shorter side: larger
 * would invent pixels, smaller would throw away what there is, and beyond 96 training on a laptop's
 * processor takes hours.
 */
const sizes = [28, 32, 48, 64, 96] as const;
const largestSize = 96;
const smallestAllowed = 8;
const largestAllowed = 1024;

/** White: most pictures with transparency are drawings and product photos made for a white page. */
const defaultBackground = [255, 255, 255] as const;

/** @param shorterSides of all images, in pixels → how many images */
export function chooseSize(shorterSides: ReadonlyMap<number, number>): number {
  const [, median] = range(shorterSides);
  return sizes.find((size) => size >= median) ?? largestSize;
}

/** Evenly spaced, first and last included. */
export function sampleEvenly<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => items[Math.round(index * step)] as T);
}

/** What a sample of decoded images says. */
export interface SampledPixels {
  anyColour: boolean;
  /** Least and greatest 16-bit value. */
  valueRange: readonly [number, number] | null;
}

/** Fills in what the request left open. */
export function choosePreprocessing(
  asked: Partial<ImagePreprocessing>,
  size: number,
  sampled: SampledPixels,
): ImagePreprocessing {
  return {
    size,
    channels: asked.channels ?? (sampled.anyColour ? 3 : 1),
    fit: asked.fit ?? 'cover', // the bars of `contain` would give a rotation task away
    background: asked.background ?? defaultBackground,
    sixteenBitRange:
      asked.sixteenBitRange !== undefined ? asked.sixteenBitRange : sampled.valueRange,
  };
}

/** @throws {PretextError} `bad-usage` */
export function checkPreprocessing(asked: Partial<ImagePreprocessing>): void {
  const { size, channels, fit, background, sixteenBitRange } = asked;
  const bad = (what: string): PretextError => new PretextError('bad-usage', what);
  if (
    size !== undefined &&
    !(Number.isInteger(size) && size >= smallestAllowed && size <= largestAllowed)
  ) {
    throw bad(`An image size of ${size} is not between ${smallestAllowed} and ${largestAllowed}.`);
  }
  if (channels !== undefined && channels !== 1 && channels !== 3) {
    throw bad(`Images have 1 or 3 channels, not ${String(channels)}.`);
  }
  if (fit !== undefined && !['cover', 'contain', 'stretch'].includes(fit)) {
    throw bad(`"${String(fit)}" is none of cover, contain and stretch.`);
  }
  const isByte = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 255;
  if (background !== undefined && !(background.length === 3 && background.every(isByte))) {
    throw bad(`A background is three numbers of 0 to 255, not [${background.join(', ')}].`);
  }
  if (sixteenBitRange !== undefined && sixteenBitRange !== null) {
    const [low, high] = sixteenBitRange;
    if (!(low >= 0 && high <= 65_535 && low < high)) {
      throw bad(`[${low}, ${high}] is no range of 16-bit values.`);
    }
  }
}
