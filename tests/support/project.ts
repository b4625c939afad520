import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { barImages } from './images.ts';

export interface SampleData {
  dir: string;
  /** Folder of `0000.png` …, upright and lying bars in turn. */
  data: string;
  train: string;
  test: string;
}

export const classNames = ['upright', 'lying'] as const;

/** Pictures on disk with labels for the first 12, and 20 test pictures in a folder of their own. */
export async function writeSampleData(count = 120): Promise<SampleData> {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  const tests = 20;
  const { source, labels } = barImages(count + tests);
  const lines: string[] = [];
  for (const folder of ['data', 'held-out']) mkdirSync(path.join(dir, folder));
  for (let i = 0; i < count + tests; i++) {
    const { height, width, channels } = source.spec;
    const pixels = new Uint8Array(height * width);
    source.readInto(i, pixels, 0);
    const name = `${String(i).padStart(4, '0')}.png`;
    const folder = i < count ? 'data' : 'held-out';
    await sharp(pixels, { raw: { height, width, channels } })
      .toColourspace('b-w')
      .toFile(path.join(dir, folder, name));
    const label = classNames[labels[i] ?? 0] ?? '';
    lines.push(`${i < count ? name : path.join(dir, folder, name)},${label}`);
  }
  const train = path.join(dir, 'train.csv');
  const test = path.join(dir, 'test.csv');
  writeFileSync(train, ['path,label', ...lines.slice(0, 12)].join('\n'));
  writeFileSync(test, ['path,label', ...lines.slice(count)].join('\n'));
  return { dir, data: path.join(dir, 'data'), train, test };
}
