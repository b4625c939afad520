import type { ScoreScale } from '../score-scale.ts';

/** Marks that a scale has at most, in about. */
const marksWanted = 5;

/** A scale of errors around all intervals, with round marks: steps of 1, 2 or 5 times a power of ten. */
export function errorScale(intervals: readonly (readonly [number, number])[]): ScoreScale {
  const low = Math.min(...intervals.map(([from]) => from));
  const high = Math.max(...intervals.map(([, to]) => to));
  if (!(high > low)) return { low: 0, high: 1, marks: [] };
  const rough = (high - low) / marksWanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  const marks = Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
  return { low: first * step, high: last * step, marks };
}
