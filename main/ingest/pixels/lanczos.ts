import { readFileSync } from 'node:fs';
import type { Bitmap } from './bitmap.ts';
import type { Cut } from './place-picture.ts';

/**
 * Lanczos-3 downwards, separably: C. E. Duchon, "Lanczos Filtering in One and Two Dimensions" (1979). The
 * kernel is stretched by the scale, so that each result is a weighted mean of all the pixels it stands for.
 * The weights are computed here, the sums in `lanczos.wat`.
 */

const lobes = 3;
/** Pixels that are copied for the sums; with more, libvips is no slower and needs less memory. */
export const maxShrinkBytes = 16 * 1024 * 1024;
/** Sums run over the end of a row by so many bytes at most. */
const slack = 64;
/** Pictures of a data set are often of a few sizes: their weights are kept. */
const keptAxes = 512;
const pageBytes = 65_536;
/** 1 in fixed point, as in `lanczos.wat`. */
const fixedOne = 16_384;

/** What one axis takes: for each result, the first source position and its weights. */
interface Axis {
  /** Int32 `[count]`. */
  first: Int32Array;
  /** Weights of each result; those beyond the kernel are zero. */
  taps: number;
  /** `[count, taps]`, each row's sum is 1. */
  weights: Float32Array;
  /** The same as int16 with 14 bits behind the point, and an even number of taps. */
  fixed: Int16Array;
  fixedTaps: number;
}

/** The part of WebAssembly that is used here; its types otherwise come with those of browsers only. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface Sums {
  memory: Memory;
  down(...args: number[]): void;
  across(...args: number[]): void;
}

let loaded: Sums | null = null;
const axes = new Map<string, Axis>();

/**
 * @param bitmap uint8, without transparency, of at most `maxShrinkBytes`; at least as large as `target` is
 *   before it is cut
 * @returns uint8 `[target.height, target.width, channels]`
 */
export function shrink(
  { values, width, height, channels }: Bitmap & { values: Uint8Array },
  target: Cut,
): Uint8Array {
  const across = axisOf(width, target.resizeWidth, target.left, target.width);
  const down = axisOf(height, target.resizeHeight, target.top, target.height);
  const stride = width * channels;
  const rowSamples = Math.ceil(stride / 8) * 8;
  const outBytes = target.width * target.height * channels;
  loaded ??= load();
  const { memory } = loaded;
  const places = allocate(memory, [
    down.first.byteLength,
    down.fixed.byteLength,
    across.first.byteLength,
    across.weights.byteLength,
    values.length + stride,
    target.height * rowSamples * 4,
    outBytes,
  ]);
  const [downFirst, downWeights, acrossFirst, acrossWeights, source, rows, out] = places;
  new Int32Array(memory.buffer).set(down.first, downFirst / 4);
  new Int16Array(memory.buffer).set(down.fixed, downWeights / 2);
  new Int32Array(memory.buffer).set(across.first, acrossFirst / 4);
  new Float32Array(memory.buffer).set(across.weights, acrossWeights / 4);
  new Uint8Array(memory.buffer).set(values, source);
  loaded.down(
    ...[source, stride, rowSamples, downFirst, downWeights, down.fixedTaps, target.height, rows],
  );
  loaded.across(
    ...[rows, rowSamples * 4, channels, acrossFirst, acrossWeights, across.taps],
    ...[target.width, target.height, out],
  );
  return new Uint8Array(memory.buffer).slice(out, out + outBytes);
}

function load(): Sums {
  const bytes = readFileSync(new URL('./lanczos.wasm', import.meta.url));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return exports as Sums;
}

type Seven<T> = [T, T, T, T, T, T, T];

/** Places for blocks of these sizes, each aligned and with some slack behind it. */
function allocate(memory: Memory, sizes: Seven<number>): Seven<number> {
  let end = 0;
  const places = sizes.map((size) => {
    const at = end;
    end = Math.ceil((at + size + slack) / 16) * 16;
    return at;
  });
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  return places as Seven<number>;
}

/** Of an axis of `source` pixels scaled to `resized`, `count` results from `begin` on. */
function axisOf(source: number, resized: number, begin: number, count: number): Axis {
  const key = `${source} ${resized} ${begin} ${count}`;
  const known = axes.get(key);
  if (known !== undefined) return known;
  const axis = computeAxis(source, resized, begin, count);
  if (axes.size >= keptAxes) axes.clear();
  axes.set(key, axis);
  return axis;
}

function computeAxis(source: number, resized: number, begin: number, count: number): Axis {
  const scale = source / resized;
  const reach = lobes * scale;
  const taps = Math.min(source, Math.floor(2 * reach) + 1);
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
  return { first, taps, weights, ...inFixedPoint(weights, taps, count) };
}

/** Rounded so that each sum stays exactly 1: the error goes to the greatest weight. */
function inFixedPoint(
  weights: Float32Array,
  taps: number,
  count: number,
): Pick<Axis, 'fixed' | 'fixedTaps'> {
  const fixedTaps = taps + (taps % 2);
  const fixed = new Int16Array(count * fixedTaps);
  for (let i = 0; i < count; i++) {
    let left = fixedOne;
    let greatest = i * fixedTaps;
    for (let tap = 0; tap < taps; tap++) {
      const at = i * fixedTaps + tap;
      const weight = Math.round((weights[i * taps + tap] ?? 0) * fixedOne);
      fixed[at] = weight;
      left -= weight;
      if (weight > (fixed[greatest] ?? 0)) greatest = at;
    }
    fixed[greatest] = (fixed[greatest] ?? 0) + left;
  }
  return { fixed, fixedTaps };
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= lobes) return 0;
  const angle = Math.PI * x;
  return (lobes * Math.sin(angle) * Math.sin(angle / lobes)) / (angle * angle);
}
