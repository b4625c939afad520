import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { openPromise } from 'yauzl';
import type { SampleSource } from '../../main/learn/data/sample-source.ts';
import { imagesInMemory } from './image-source.ts';

const file = path.join(import.meta.dirname, '../../resources/samples/fashion-mnist.zip');

/** Real pictures: the first of the sample data, grey, made as small as a test wants them. */
export async function sampleImages(count: number, side: number): Promise<SampleSource> {
  const zip = await openPromise(file);
  const pictures: Buffer[] = [];
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith('.png')) continue;
    const png = await buffer(await zip.openReadStreamPromise(entry));
    pictures.push(await sharp(png).greyscale().resize(side, side).raw().toBuffer());
    if (pictures.length === count) break;
  }
  return imagesInMemory(Buffer.concat(pictures), { height: side, width: side, channels: 1 });
}
