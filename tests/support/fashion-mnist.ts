import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { ZipFile } from 'yazl';
import { permutation } from '../../main/learn/data/seeded.ts';

/** Fashion-MNIST as Debian's package dataset-fashion-mnist brings it, for benchmarks. */
const source = process.env['FASHION_MNIST_DIR'] ?? '/usr/share/datasets/fashion-mnist';
const side = 28;
const imageBytes = side * side;

interface Fashion {
  /** uint8 `[images, 28, 28]`. */
  pixels: Buffer;
  labels: Buffer;
}

/** 60,000 training or 10,000 test images. */
export function readFashion(set: 'train' | 't10k'): Fashion {
  const open = (name: string): Buffer => gunzipSync(readFileSync(path.join(source, name)));
  return {
    pixels: open(`${set}-images-idx3-ubyte.gz`).subarray(16),
    labels: open(`${set}-labels-idx1-ubyte.gz`).subarray(8),
  };
}

export const nameOf = (i: number): string => `${String(i).padStart(5, '0')}.png`;

/** The first `count` pictures as PNG files in a zip. */
export async function writeZip(file: string, pixels: Buffer, count: number): Promise<void> {
  const zip = new ZipFile();
  for (let i = 0; i < count; i++) {
    zip.addBuffer(await pngOf(pixels, i).toBuffer(), nameOf(i), { compress: false });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
}

/** One picture, to be written as PNG. */
export function pngOf(pixels: Buffer, i: number): Sharp {
  const raw = pixels.subarray(i * imageBytes, (i + 1) * imageBytes);
  return sharp(raw, { raw: { width: side, height: side, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 1 });
}

export function writeLabels(file: string, rows: readonly (readonly [string, number])[]): void {
  const lines = rows.map(([name, label]) => `${name},class ${label}`);
  writeFileSync(file, ['path,label', ...lines].join('\n'));
}

/** A stratified draw among the first `count` images: indices, the same number of each class. */
export function drawIndices(
  labels: Buffer,
  count: number,
  perClass: number,
  seed: number,
): number[] {
  const given = new Int32Array(10);
  return Array.from(permutation(count, seed)).filter((i) => {
    const label = labels[i] ?? 0;
    if ((given[label] ?? 0) >= perClass) return false;
    given[label] = (given[label] ?? 0) + 1;
    return true;
  });
}
