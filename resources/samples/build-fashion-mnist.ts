/**
 * Makes the sample data from Debian's package dataset-fashion-mnist: `node build-fashion-mnist.ts`.
 * 4,000 images of the training set, unlabelled, of which 100 get labels (ten a class), and 1,000
 * images of the test set. Nothing of it is needed to run the demo: the result is committed.
 */
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { ZipFile } from 'yazl';
import { permutation } from '../../main/learn/data/seeded.ts';

const source = process.env['FASHION_MNIST_DIR'] ?? '/usr/share/datasets/fashion-mnist';
const classes = [
  't-shirt',
  'trouser',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'ankle boot',
];
const side = 28;
const dir = import.meta.dirname;
// Every file in the zip has this date, so that the zip is the same each time.
const mtime = new Date(2020, 0, 1);

function read(set: 'train' | 't10k'): { pixels: Buffer; labels: Buffer } {
  const open = (name: string): Buffer => gunzipSync(readFileSync(path.join(source, name)));
  return {
    pixels: open(`${set}-images-idx3-ubyte.gz`).subarray(16),
    labels: open(`${set}-labels-idx1-ubyte.gz`).subarray(8),
  };
}

async function addImages(
  zip: ZipFile,
  folder: string,
  set: 'train' | 't10k',
  count: number,
): Promise<{ name: string; label: string }[]> {
  const { pixels, labels } = read(set);
  const chosen = permutation(labels.length, 2026).slice(0, count);
  const files: { name: string; label: string }[] = [];
  for (const [i, index] of chosen.entries()) {
    const raw = pixels.subarray(index * side * side, (index + 1) * side * side);
    const png = await sharp(raw, { raw: { width: side, height: side, channels: 1 } })
      .toColourspace('b-w')
      .png({ compressionLevel: 9, adaptiveFiltering: true })
      .toBuffer();
    const name = `${folder}/${String(i).padStart(4, '0')}.png`;
    zip.addBuffer(png, name, { mtime, compress: false });
    files.push({ name, label: classes[labels[index] ?? 0] ?? '' });
  }
  return files;
}

function writeCsv(name: string, rows: readonly { name: string; label: string }[]): void {
  const lines = rows.map((row) => `${row.name},${row.label}`);
  writeFileSync(path.join(dir, name), `${['path,label', ...lines].join('\n')}\n`);
}

const zip = new ZipFile();
const train = await addImages(zip, 'images', 'train', 4000);
const test = await addImages(zip, 'test', 't10k', 1000);
zip.end();
await pipeline(zip.outputStream, createWriteStream(path.join(dir, 'fashion-mnist.zip')));
const given = new Map(classes.map((name) => [name, 0]));
writeCsv(
  'fashion-mnist-train.csv',
  train.filter(({ label }) => {
    const count = given.get(label) ?? 0;
    given.set(label, count + 1);
    return count < 10;
  }),
);
writeCsv('fashion-mnist-test.csv', test);
