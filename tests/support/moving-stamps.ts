import { readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { seededUniform } from '../../main/learn/data/seeded.ts';
import { writeFiles } from '../fixtures/ingest/temporary-folder.ts';
import { motions, movedPicture, type Picture } from './clips.ts';
import { animation } from './videos.ts';

const stampFolder = process.env['TUXPAINT_STAMPS_DIR'] ?? '/usr/share/tuxpaint/stamps';
const pictureSide = 64;
const shape = { frames: 8, side: 32 };

/** Every n-th stamp of Debian's package tuxpaint-stamps-default, on a ground of one colour. */
async function stampPictures(every: number): Promise<Picture[]> {
  const uniform = seededUniform(9);
  const names = readdirSync(stampFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.png'))
    .sort()
    .filter((_, i) => i % every === 0);
  if (names.length === 0) throw new Error(`no stamps in ${stampFolder}: set TUXPAINT_STAMPS_DIR`);
  const pictures: Picture[] = [];
  for (const name of names) {
    const background = { r: 256 * uniform(), g: 256 * uniform(), b: 256 * uniform() };
    const pixels = await sharp(path.join(stampFolder, name))
      .resize(pictureSide, pictureSide, { fit: 'contain', background: { ...background, alpha: 1 } })
      .flatten({ background })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    pictures.push({ values: Float32Array.from(pixels), side: pictureSide, channels: 3 });
  }
  return pictures;
}

/** A folder a motion with animated WebP files: a camera that passes a stamp, so that the order of frames tells the classes apart. */
export async function movingStamps(dir: string, count: number): Promise<string> {
  const pictures = await stampPictures(3);
  const uniform = seededUniform(3);
  for (let i = 0; i < count; i++) {
    const motion = motions[i % motions.length] ?? 'left';
    const picture = pictures[Math.floor(i / motions.length) % pictures.length];
    if (picture === undefined) break;
    const frames = movedPicture(picture, motion, { ...shape, uniform });
    const name = `${motion}/${String(i).padStart(4, '0')}.webp`;
    writeFiles(dir, {
      [name]: await animation(frames, { side: shape.side, channels: 3, delay: 100 }, 'webp'),
    });
  }
  return dir;
}
