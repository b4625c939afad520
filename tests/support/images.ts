import type { SampleSource } from '../../main/learn/data/sample-source.ts';
import { seededUniform } from '../../main/learn/data/seeded.ts';
import { type Method, taskOf } from '../../main/learn/pretext/method.ts';
import { suits } from '../../main/learn/pretext/needs.ts';
import { blotchPictures, movingPictures } from './clips.ts';
import { imagesInMemory, squares } from './image-source.ts';
import { relatedRows } from './table-source.ts';
import { sweeps } from './wave-source.ts';
import { wordTexts } from './word-texts.ts';

/** Small synthetic pictures: bright bars, upright in class 0 and lying in class 1, with noise. */
export function barImages(
  count: number,
  side = 28,
): { source: ReturnType<typeof imagesInMemory>; labels: Int32Array } {
  const uniform = seededUniform(7);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const bytes = side * side;
  const pixels = new Uint8Array(count * bytes);
  for (let image = 0; image < count; image++) {
    const bar = Math.floor(uniform() * (side - 8)) + 2;
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const across = labels[image] === 0 ? x : y;
        const lit = across >= bar && across < bar + 4;
        pixels[image * bytes + y * side + x] = (lit ? 200 : 20) + Math.floor(uniform() * 40);
      }
    }
  }
  const source = imagesInMemory(pixels, { height: side, width: side, channels: 1 });
  return { source, labels };
}

/** Pictures of random blotches. */
export function blotches(
  count: number,
  channels: 1 | 3,
  size: number,
): SampleSource & { bytes: Uint8Array } {
  const uniform = seededUniform(3);
  const bytes = Uint8Array.from({ length: count * size * size * channels }, (_, at) => {
    const wave = Math.sin(at / (3 + Math.floor(at / (size * size * channels)) / 9));
    return Math.max(0, Math.min(255, 128 + 90 * wave + 60 * (uniform() - 0.5)));
  });
  return { bytes, ...imagesInMemory(bytes, { height: size, width: size, channels }) };
}

/** `barImages` in colour, a hue for each class. */
function colouredBars(count: number, side: number): ReturnType<typeof barImages> {
  const { source: grey, labels } = barImages(count, side);
  const hues = [
    [1, 0.3, 0.2],
    [0.2, 0.5, 1],
  ];
  const values = new Uint8Array(side * side);
  const source: ReturnType<typeof imagesInMemory> = {
    count,
    spec: squares(side, 3),
    readInto(index, target, offset) {
      grey.readInto(index, values, 0);
      const hue = hues[labels[index] ?? 0] ?? [];
      values.forEach((value, i) => {
        for (const [channel, share] of hue.entries()) {
          target[offset + 3 * i + channel] = Math.round(value * share);
        }
      });
    },
  };
  return { source, labels };
}

/** Samples that a pretext task can learn from: bars, or what it is for: clips, recordings, texts or rows. */
export function barsFor(
  method: Method,
  count: number,
  side = 28,
): { source: SampleSource; labels: Int32Array } {
  const task = taskOf(method);
  if (suits(task, squares(side))) return barImages(count, side);
  if (suits(task, squares(side, 3))) return colouredBars(count, side);
  if (task.kinds.includes('text')) return wordTexts(count);
  if (task.kinds.includes('audio')) return sweeps(count);
  if (task.kinds.includes('tables')) return relatedRows(count);
  const pictures = blotchPictures(Math.ceil(count / 6), 2 * side, 1);
  return movingPictures(pictures, { count, frames: 4, side, seed: 2 });
}
