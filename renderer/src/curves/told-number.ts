import { figure } from './figure.ts';

/** Digits of a number of which it is not known how far off it may be; networks compute with seven. */
const digits = 6;

/**
 * A label, or what a model says in its place: with three digits, and to two digits of how far off it may be, so that 293.15 ± 0.2 is not told as 293.
 * @param halfWidth of its interval; null when it is not known
 */
export function toldNumber(value: number, halfWidth: number | null): string {
  if (!Number.isFinite(value) || (halfWidth !== null && !Number.isFinite(halfWidth))) return '–';
  const size = Math.abs(value);
  if (halfWidth === null || halfWidth === 0) {
    return size !== 0 && size < 0.0001
      ? figure(value)
      : group(Number(value.toPrecision(digits)), digits);
  }
  const ofInterval = 1 - orderOf(halfWidth);
  if (ofInterval > digits) return value.toExponential(2);
  const ofValue = size === 0 ? 0 : Math.min(digits, 2 - orderOf(size));
  return group(value, Math.max(0, ofInterval, ofValue), Math.max(0, ofInterval));
}

/** 2 of 100 to 999. */
const orderOf = (size: number): number => Math.floor(Math.log10(size));

const group = (value: number, most: number, least = 0): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: most, minimumFractionDigits: least });
