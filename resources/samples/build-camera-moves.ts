/**
 * Makes the sample videos from photographs that come with scikit-image: `SKIMAGE_DATA=…/skimage/data node build-camera-moves.ts`. A camera moves over a part of a
 * photograph in one of six ways; each clip is an animated WebP. The result is committed.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { mixSeed, permutation, seededUniform } from '../../main/learn/data/seeded.ts';
import { motions, movedPicture, type Picture } from '../../tests/support/clips.ts';
import { firstOfClass, type Labelled, writeLabels } from './write-labels.ts';

const source = process.env['SKIMAGE_DATA'];
if (source === undefined)
  throw new Error('Set SKIMAGE_DATA to the folder of scikit-image’s pictures.');
/** In the public domain, or given to it: see README.md. */
const photographs = [
  'astronaut.png',
  'chelsea.png',
  'coffee.png',
  'hubble_deep_field.jpg',
  'rocket.jpg',
];
const folder = 'camera-moves';
const trainingOfClass = 40;
const testOfClass = 10;
const labelsOfClass = 10;
const shape = { frames: 8, side: 48 };
/** A part of a photograph, before a camera sees it. */
const pictureSide = 96;
const frameMilliseconds = 100;
const quality = 60;
const uniform = seededUniform(mixSeed(1, 'camera moves'));

async function partOf(file: string): Promise<Picture> {
  const image = sharp(file);
  const { width, height } = await image.metadata();
  const side = Math.round((0.35 + 0.5 * uniform()) * Math.min(width, height));
  const pixels = await image
    .extract({
      left: Math.floor(uniform() * (width - side)),
      top: Math.floor(uniform() * (height - side)),
      width: side,
      height: side,
    })
    .resize(pictureSide, pictureSide)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer();
  return { values: Float32Array.from(pixels), side: pictureSide, channels: 3 };
}

async function clipOf(photograph: string, motion: (typeof motions)[number]): Promise<Buffer> {
  const picture = await partOf(path.join(source ?? '', photograph));
  const frames = movedPicture(picture, motion, { ...shape, uniform });
  const raw = { width: shape.side, height: shape.side, channels: 3 } as const;
  const pictures = await Promise.all(
    frames.map((pixels) => sharp(pixels, { raw }).png().toBuffer()),
  );
  return await sharp(pictures, { join: { animated: true } })
    .webp({ delay: frames.map(() => frameMilliseconds), loop: 0, quality, effort: 6 })
    .toBuffer();
}

const dir = path.join(import.meta.dirname, folder);
rmSync(dir, { recursive: true, force: true });
async function write(part: string, ofClass: number): Promise<Labelled[]> {
  mkdirSync(path.join(dir, part), { recursive: true });
  const all = motions.flatMap((motion) =>
    Array.from({ length: ofClass }, (_, i) => ({ motion, i })),
  );
  const labelled: Labelled[] = [];
  for (const [place, at] of permutation(all.length, mixSeed(1, part)).entries()) {
    const { motion = 'left', i = 0 } = all[at] ?? {};
    const name = `${part}/${String(place).padStart(3, '0')}.webp`;
    const clip = await clipOf(photographs[i % photographs.length] ?? '', motion);
    writeFileSync(path.join(dir, name), clip);
    labelled.push({ name, label: motion });
  }
  return labelled;
}
const training = await write('clips', trainingOfClass);
const test = await write('for-testing', testOfClass);
writeLabels('camera-moves-train.csv', firstOfClass(training, labelsOfClass));
writeLabels('camera-moves-test.csv', test);
