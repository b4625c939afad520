import type { VideoPreprocessing } from './types.ts';

/** Where a video's clips are, in seconds from its beginning. */
export interface ClipTimes {
  clips: { start: number; end: number }[];
  /** Frames a second, evenly over all clips: number n is what is seen at (n + ½) / rate. */
  rate: number;
}

/** What is left at the end of a video, less than a clip, is left out. @param seconds length of the video */
export function clipTimes(
  seconds: number,
  { frames, seconds: wanted }: Pick<VideoPreprocessing, 'frames' | 'seconds'>,
  maxSeconds: number,
): ClipTimes {
  // Lengths are sums of rounded numbers: a video of just the right length is whole.
  const count = Math.floor((Math.min(seconds, maxSeconds) + 0.01) / wanted);
  if (count === 0) return { clips: [{ start: 0, end: seconds }], rate: frames / seconds };
  const clips = Array.from({ length: count }, (_, i) => ({
    start: i * wanted,
    end: (i + 1) * wanted,
  }));
  return { clips, rate: frames / wanted };
}

/** What follows the name of a video in that of one of several clips: `, 0:04–0:08`. */
export function partName({ start, end }: { start: number; end: number }): string {
  return `, ${clock(start)}–${clock(end)}`;
}

/** `0:04`, `12:30.5`, `0:00.25`. */
function clock(seconds: number): string {
  const hundredths = Math.round(seconds * 100);
  const [minutes, rest] = [Math.floor(hundredths / 6000), hundredths % 6000];
  const whole = String(Math.floor(rest / 100)).padStart(2, '0');
  const part = String(rest % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return `${minutes}:${whole}${part === '' ? '' : `.${part}`}`;
}
