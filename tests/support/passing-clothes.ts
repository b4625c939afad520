import { seededUniform } from '../../main/learn/data/seeded.ts';
import { writeFiles } from '../fixtures/ingest/temporary-folder.ts';
import { motions, movedPicture } from './clips.ts';
import { readFashion } from './fashion-mnist.ts';
import { animation } from './videos.ts';

const photoSide = 28;
const shape = { frames: 8, side: 32 };

/**
 * A folder a kind of clothes with animated WebP files: a camera passes a photograph of Fashion-MNIST, each another one, so that looks and not the motion
 * tell the classes apart. Motions are as many in each class.
 */
export async function passingClothes(dir: string, count: number): Promise<string> {
  const { pixels, labels } = readFashion('train');
  const uniform = seededUniform(4);
  for (let i = 0; i < count; i++) {
    const values = Float32Array.from(
      pixels.subarray(i * photoSide * photoSide, (i + 1) * photoSide * photoSide),
    );
    const motion = motions[Math.floor(uniform() * motions.length)] ?? 'left';
    const picture = { values, side: photoSide, channels: 1 } as const;
    const frames = movedPicture(picture, motion, { ...shape, uniform });
    const name = `${labels[i] ?? 0}/${String(i).padStart(4, '0')}.webp`;
    writeFiles(dir, {
      [name]: await animation(frames, { side: shape.side, channels: 1 }, 'webp'),
    });
  }
  return dir;
}
