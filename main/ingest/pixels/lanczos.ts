import type { Bitmap } from './bitmap.ts';
import type { Cut } from './place-picture.ts';

/**
 * Lanczos-3 downwards, separably: C. E. Duchon, "Lanczos Filtering in One and Two Dimensions" (1979). The
 * kernel is stretched by the scale, so that each result is a weighted mean of all the pixels it stands for.
 */

const lobes = 3;

/** What one axis takes: for each result, the first source position and its weights. */
interface Axis {
  /** Int32 `[count]`. */
  first: Int32Array;
  /** Weights of each result; those beyond the kernel are zero. */
  taps: number;
  /** Float32 `[count, taps]`, each row's sum is 1. */
  weights: Float32Array;
}

/**
 * @param bitmap uint8, without transparency; at least as large as `target` is before it is cut
 * @returns uint8 `[target.height, target.width, channels]`
 */
export function shrink(
  { values, width, height, channels }: Bitmap & { values: Uint8Array },
  target: Cut,
): Uint8Array {
  const across = axisOf(width, target.resizeWidth, target.left, target.width);
  const down = axisOf(height, target.resizeHeight, target.top, target.height);
  const rowLength = target.width * channels;
  const narrow = new Float32Array(height * rowLength);
  const firstRow = down.first[0] ?? 0;
  const endRow = Math.min(height, (down.first[target.height - 1] ?? 0) + down.taps);
  for (let y = firstRow; y < endRow; y++) {
    narrowRow(values, y * width * channels, channels, across, narrow, y * rowLength);
  }
  return combineRows(narrow, rowLength, down, target.height);
}

/** Scales one row: uint8 at `from` of `source` to float32 at `to` of `out`. */
function narrowRow(
  source: Uint8Array,
  from: number,
  channels: number,
  { first, taps, weights }: Axis,
  out: Float32Array,
  to: number,
): void {
  for (let x = 0; x < first.length; x++) {
    let at = from + (first[x] ?? 0) * channels;
    let tap = x * taps;
    const end = tap + taps;
    if (channels === 1) {
      let sum = 0;
      for (; tap < end; tap++, at++) sum += (weights[tap] ?? 0) * (source[at] ?? 0);
      out[to + x] = sum;
      continue;
    }
    let red = 0;
    let green = 0;
    let blue = 0;
    for (; tap < end; tap++, at += 3) {
      const weight = weights[tap] ?? 0;
      red += weight * (source[at] ?? 0);
      green += weight * (source[at + 1] ?? 0);
      blue += weight * (source[at + 2] ?? 0);
    }
    out[to + x * 3] = red;
    out[to + x * 3 + 1] = green;
    out[to + x * 3 + 2] = blue;
  }
}

/** Scales along y: each result row is a weighted sum of rows. */
function combineRows(
  rows: Float32Array,
  rowLength: number,
  { first, taps, weights }: Axis,
  height: number,
): Uint8Array {
  const out = new Uint8ClampedArray(height * rowLength); // rounds and clamps
  const sum = new Float32Array(rowLength);
  for (let y = 0; y < height; y++) {
    sum.fill(0);
    for (let tap = 0; tap < taps; tap++) {
      const weight = weights[y * taps + tap] ?? 0;
      if (weight === 0) continue;
      const from = ((first[y] ?? 0) + tap) * rowLength;
      for (let x = 0; x < rowLength; x++) sum[x] = (sum[x] ?? 0) + weight * (rows[from + x] ?? 0);
    }
    out.set(sum, y * rowLength);
  }
  return new Uint8Array(out.buffer);
}

/** Of an axis of `source` pixels scaled to `resized`, `count` results from `begin` on. */
function axisOf(source: number, resized: number, begin: number, count: number): Axis {
  const scale = source / resized;
  const reach = lobes * scale;
  const taps = Math.min(source, Math.ceil(reach) * 2 + 1);
  const first = new Int32Array(count);
  const weights = new Float32Array(count * taps);
  for (let i = 0; i < count; i++) {
    const centre = (begin + i + 0.5) * scale;
    const start = Math.min(Math.max(0, Math.floor(centre - reach + 0.5)), source - taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const weight = lanczos((start + tap + 0.5 - centre) / scale);
      weights[i * taps + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < taps; tap++) {
      weights[i * taps + tap] = (weights[i * taps + tap] ?? 0) / sum;
    }
    first[i] = start;
  }
  return { first, taps, weights };
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= lobes) return 0;
  const angle = Math.PI * x;
  return (lobes * Math.sin(angle) * Math.sin(angle / lobes)) / (angle * angle);
}
