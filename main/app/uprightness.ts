import { setImmediate as nextTurn } from 'node:timers/promises';
import { specOfKind } from '../../shared/sample-spec.ts';
import { PackReader } from '../files/packed-samples.ts';
import type { Project } from './project.ts';

const looked = 200;
const picturesAtOnce = 25;

/**
 * Whether pictures have a way up: the mean picture's difference from itself turned by 90, 180 and 270 degrees, over
 * its spread; near 0 for textures and pictures from above, whose mean is even or turns into itself.
 * @param rows where some samples' pixels are
 */
export async function uprightness(
  project: Project,
  rows: readonly { file: string; row: number }[],
): Promise<number> {
  const readers = new Map<string, PackReader>();
  try {
    const step = Math.max(1, Math.floor(rows.length / looked));
    const chosen = rows.filter((_, i) => i % step === 0).slice(0, looked);
    let mean = new Float64Array();
    let deviation = 0;
    let side = 0;
    for (const [at, { file, row }] of chosen.entries()) {
      const reader = readers.get(file) ?? new PackReader(project.path(file));
      readers.set(file, reader);
      const { height, width, channels } = specOfKind(reader.spec, 'images');
      side = height;
      const pixels = new Uint8Array(height * width * channels);
      reader.readInto(row, pixels, 0);
      if (mean.length === 0) mean = new Float64Array(height * width);
      const grey = greyOf(pixels, channels);
      deviation += deviationOf(grey) / chosen.length;
      for (let i = 0; i < grey.length; i++) {
        mean[i] = (mean[i] ?? 0) + (grey[i] ?? 0) / chosen.length;
      }
      if (at % picturesAtOnce === picturesAtOnce - 1) await nextTurn();
    }
    return turnedDifference(mean, side) / Math.max(1, deviation);
  } finally {
    for (const reader of readers.values()) reader.close();
  }
}

function greyOf(pixels: Uint8Array, channels: number): Float64Array {
  return Float64Array.from({ length: pixels.length / channels }, (_, i) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += pixels[i * channels + channel] ?? 0;
    return sum / channels;
  });
}

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Root mean square of what differs, over the turn that differs least. */
function turnedDifference(mean: Float64Array, side: number): number {
  const last = side - 1;
  const turns = [
    (x: number, y: number) => x * side + (last - y),
    (x: number, y: number) => (last - y) * side + (last - x),
    (x: number, y: number) => (last - x) * side + y,
  ];
  const differences = turns.map((turned) => {
    let sum = 0;
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        sum += ((mean[y * side + x] ?? 0) - (mean[turned(x, y)] ?? 0)) ** 2;
      }
    }
    return Math.sqrt(sum / Math.max(1, mean.length));
  });
  return Math.min(...differences);
}
