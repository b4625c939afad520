import { readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { type SampleSource, subset } from '../../main/learn/data/sample-source.ts';
import { permutation } from '../../main/learn/data/seeded.ts';
import { readFashion } from './fashion-mnist.ts';
import { imagesInMemory } from './image-source.ts';

/** Real pictures with classes, in memory, for benchmarks: training ones, whose labels are given by the handful, and test ones. */
export interface LabelledSet {
  train: SampleSource;
  trainLabels: Int32Array;
  test: SampleSource;
  testLabels: Int32Array;
  classes: number;
}

/** Fashion-MNIST: 20,000 of its training images, and all 10,000 test images. */
export function fashionSet(): LabelledSet {
  const [train, test] = [readFashion('train'), readFashion('t10k')];
  const shape = { height: 28, width: 28, channels: 1 } as const;
  const first = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  return {
    train: subset(imagesInMemory(train.pixels, shape), first(20_000)),
    trainLabels: Int32Array.from(train.labels.subarray(0, 20_000)),
    test: imagesInMemory(test.pixels, shape),
    testLabels: Int32Array.from(test.labels),
    classes: 10,
  };
}

export const stamps = process.env['TUXPAINT_STAMPS_DIR'] ?? '/usr/share/tuxpaint/stamps';
/** Folders with fewer pictures are no class of their own: nothing would be left to test. */
const fewestOfClass = 30;
const testShare = 0.3;
const stampSide = 48;

/** Every stamp of a folder and those in it, sorted. */
export function stampFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.png'))
    .sort()
    .map((name) => path.join(folder, name));
}

/** Stamps on a ground, whole: uint8 `[files, side, side, channels]`. */
export async function stampPixels(
  files: readonly string[],
  { side, background, channels }: { side: number; background: string; channels: 1 | 3 },
): Promise<Uint8Array> {
  const size = side * side * channels;
  const pixels = new Uint8Array(files.length * size);
  for (const [i, file] of files.entries()) {
    const picture = sharp(file)
      .flatten({ background })
      .resize(side, side, { fit: 'contain', background })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .removeAlpha();
    pixels.set(await picture.raw().toBuffer(), i * size);
  }
  return pixels;
}

/** Tux Paint's stamps, folders as classes, on white; three tenths of each class are for testing. */
export async function stampSet(): Promise<LabelledSet> {
  const folders = readdirSync(stamps)
    .map((name) => path.join(stamps, name))
    .map(stampFiles)
    .filter((files) => files.length >= fewestOfClass);
  const files = folders.flatMap((names, label) => names.map((file) => ({ file, label })));
  const pixels = await stampPixels(
    files.map(({ file }) => file),
    { side: stampSide, background: '#fff', channels: 3 },
  );
  const order = Array.from(permutation(files.length, 1));
  const tested = new Set(
    folders.flatMap((names, label) =>
      order.filter((i) => files[i]?.label === label).slice(0, Math.round(testShare * names.length)),
    ),
  );
  const of = (isTest: boolean) => {
    const indices = order.filter((i) => tested.has(i) === isTest);
    const shape = { height: stampSide, width: stampSide, channels: 3 } as const;
    return {
      source: subset(imagesInMemory(pixels, shape), indices),
      labels: Int32Array.from(indices, (i) => files[i]?.label ?? 0),
    };
  };
  const [train, test] = [of(false), of(true)];
  return {
    train: train.source,
    trainLabels: train.labels,
    test: test.source,
    testLabels: test.labels,
    classes: folders.length,
  };
}
