import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

const samples = path.join(import.meta.dirname, '../../resources/samples');

export interface FewClothes {
  /** Folder of `images/0000.png` … and `test/0000.png` …. */
  data: string;
  /** Tables of labels: of the first hundred images, and of all test images. */
  train: string;
  test: string;
}

/** The sample of clothes, but fewer of them: where all 5,000 would take minutes and show nothing more. */
export async function writeFewClothes(images: number, tests: number): Promise<FewClothes> {
  const data = path.join(mkdtempSync(path.join(tmpdir(), 'pretext-test-')), 'clothes');
  const wanted = { images, test: tests };
  for (const folder of Object.keys(wanted)) mkdirSync(path.join(data, folder), { recursive: true });
  const zip = await openPromise(path.join(samples, 'fashion-mnist.zip'));
  for await (const entry of zip.eachEntry()) {
    const [, folder, number] = /^(images|test)\/(\d+)\.png$/.exec(entry.fileName) ?? [];
    if ((folder !== 'images' && folder !== 'test') || Number(number) >= wanted[folder]) continue;
    const from = await zip.openReadStreamPromise(entry);
    await pipeline(from, createWriteStream(path.join(data, entry.fileName)));
  }
  const test = path.join(data, '../test.csv');
  const lines = readFileSync(path.join(samples, 'fashion-mnist-test.csv'), 'utf8').split('\n');
  writeFileSync(test, `${lines.slice(0, 1 + tests).join('\n')}\n`);
  return { data, train: path.join(samples, 'fashion-mnist-train.csv'), test };
}
