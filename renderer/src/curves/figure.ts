import { count, percent } from '../state/format.ts';

/** A measured number, with the digits that say something: `0.0021`, `3.87`, `484`, `12,400`. */
export function figure(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return '–';
  if (size === 0) return '0';
  if (size < 0.0001) return value.toExponential(1);
  if (size >= 1000) return count(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** Whether a measure is a share, 0…1, told as a percentage. */
export const isShare = (measure: string): boolean =>
  measure === 'knn' || /(^|_)accuracy$/.test(measure);

/** A learning rate that changes nothing: schedules end near zero, as good as never at it. */
const noLearningRate = 1e-6;

/** How a measure's values are written. */
export function formatOf(measure: string): (value: number) => string {
  if (measure === 'learning_rate') {
    return (value) => figure(Math.abs(value) < noLearningRate ? 0 : value);
  }
  return isShare(measure) ? (value) => percent(value) : figure;
}
