/** One measure over the steps: both have one length, and steps rise. */
export interface Points {
  steps: ArrayLike<number>;
  values: ArrayLike<number>;
}

export const noPoints: Points = { steps: [], values: [] };

/** Evenly thinned to `most` points; the first and the last stay. */
export function thin(points: Points, most: number): [step: number, value: number][] {
  const all = points.steps.length;
  const shown = Math.min(most, all);
  return Array.from({ length: shown }, (_, i) => {
    const at = shown === 1 ? 0 : Math.round((i * (all - 1)) / (shown - 1));
    return [points.steps[at] ?? 0, points.values[at] ?? 0];
  });
}

/** The running mean over a fiftieth of the points: what is left when single batches' luck is taken out. */
export function smooth({ steps, values }: Points): Points {
  const half = Math.floor(values.length / 100);
  if (half === 0) return { steps, values };
  const means = new Float32Array(values.length);
  let [sum, from, until] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    while (until < Math.min(values.length, i + half + 1)) sum += values[until++] ?? 0;
    while (from < i - half) sum -= values[from++] ?? 0;
    means[i] = sum / (until - from);
  }
  return { steps, values: means };
}

/** Where a curve began, and where it is now when single points' luck is taken out; null without points. */
export function span(points: Points): { first: number; last: number } | null {
  const { values } = smooth(points);
  const [first, last] = [points.values[0], values[values.length - 1]];
  return first === undefined || last === undefined ? null : { first, last };
}

/** What a line comes to: where it ends as it is drawn, of a smoothed one with its running mean; null without points. */
export function lastValue(line: Points & { smoothed?: boolean }): number | null {
  const { values } = line;
  return line.smoothed === true ? (span(line)?.last ?? null) : (values[values.length - 1] ?? null);
}
