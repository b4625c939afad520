import { PretextError } from '../../../shared/errors.ts';
import { checkPreprocessing, chooseSize } from '../choose-preprocessing.ts';
import type { VideoHeader, VideoPreprocessing } from './types.ts';

/** Larger clips take hours to learn from on a laptop. */
const largestSize = 64;
const usualFrames = 8;
const longestClip = 4;
const shortestClip = 0.2;
const usualFolderRate = 10;
const white = [255, 255, 255] as const;

/** Fills in what the request left open, but for the colour. @param headers of all videos */
export function chooseVideoPreprocessing(
  asked: Partial<VideoPreprocessing>,
  headers: readonly VideoHeader[],
): VideoPreprocessing {
  const sides = new Map<number, number>();
  for (const { width, height } of headers) {
    const side = Math.min(width, height);
    sides.set(side, (sides.get(side) ?? 0) + 1);
  }
  return {
    size: asked.size ?? Math.min(largestSize, chooseSize(sides)),
    channels: asked.channels ?? 3,
    fit: asked.fit ?? 'cover',
    background: asked.background ?? white,
    frames: asked.frames ?? usualFrames,
    seconds: asked.seconds ?? clipSeconds(headers.map(({ seconds }) => seconds)),
    folderRate: folderRateOf(asked),
  };
}

/** Pictures a second of folders of frames. */
export const folderRateOf = ({ folderRate }: Partial<VideoPreprocessing>): number =>
  folderRate ?? usualFolderRate;

/** So short that three videos of four fill a clip, and four seconds at most; a round number. */
function clipSeconds(lengths: readonly number[]): number {
  const sorted = lengths.toSorted((a, b) => a - b);
  const quartile = sorted[Math.floor(sorted.length / 4)] ?? longestClip;
  const bounded = Math.min(longestClip, Math.max(shortestClip, quartile));
  return Math.floor(bounded * 10 + 0.1) / 10;
}

/** @throws {PretextError} `bad-usage` */
export function checkVideoPreprocessing(asked: Partial<VideoPreprocessing>): void {
  const { frames, seconds, folderRate, ...pictures } = asked;
  checkPreprocessing(pictures);
  const bad = (what: string): PretextError => new PretextError('bad-usage', what);
  if (frames !== undefined && !(Number.isInteger(frames) && frames >= 2 && frames <= 64)) {
    throw bad(`Clips have 2 to 64 frames, not ${frames}.`);
  }
  if (seconds !== undefined && !(seconds >= 0.05 && seconds <= 600)) {
    throw bad(`Clips are 0.05 to 600 seconds long, not ${seconds}.`);
  }
  if (folderRate !== undefined && !(folderRate >= 0.01 && folderRate <= 1000)) {
    throw bad(`Folders have 0.01 to 1000 pictures a second, not ${folderRate}.`);
  }
}
