/** A scale of shares 0…1, with a mark at each tenth or fifth. */
export interface ScoreScale {
  low: number;
  high: number;
  marks: number[];
}

/** The tenths around all intervals. */
export function scoreScale(intervals: readonly (readonly [number, number])[]): ScoreScale {
  const lowest = Math.min(1, ...intervals.map(([low]) => low));
  const highest = Math.max(0, ...intervals.map(([, high]) => high));
  let first = Math.max(0, Math.floor(10 * lowest + 1e-9));
  let last = Math.min(10, Math.ceil(10 * highest - 1e-9));
  if (last - first < 2) {
    first = Math.max(0, first - 1);
    last = Math.min(10, Math.max(last, first + 2));
  }
  const step = last - first > 5 ? 2 : 1;
  const marks: number[] = [];
  for (let tenth = first; tenth <= last; tenth += step) marks.push(tenth / 10);
  return { low: first / 10, high: last / 10, marks };
}

/** Place of a share on a scale, 0…100. */
export function placeOn({ low, high }: ScoreScale, share: number): number {
  return Math.min(100, Math.max(0, (100 * (share - low)) / (high - low)));
}
