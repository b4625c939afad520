import { readBatch } from '../../learn/data/image-source.ts';
import { StepRandom } from '../../learn/engine/random.ts';
import { tf } from '../../learn/engine/tensorflow.ts';
import type { PretextTask } from '../../learn/pretext/pretext-task.ts';
import { pretextTasks } from '../../learn/pretext/registry.ts';
import { withImages } from '../images.ts';
import type { Job } from '../job-context.ts';
import { methodNamed } from '../names.ts';

export const preview: Job<'preview'> = async (spec) =>
  await withImages(spec.images, (source) => {
    const task: PretextTask = pretextTasks[methodNamed(spec.method)];
    const { height, width, channels } = source.shape;
    const all = Int32Array.from({ length: source.count }, (_, index) => index);
    const pictures: { caption: string; pixels: string }[] = [];
    tf.tidy(() => {
      const images = readBatch(source, all);
      const random = new StepRandom(spec.seed, 0);
      const examples = task.examples?.(images, random) ?? [{ caption: 'original', images }];
      for (const { caption, images: shown } of examples) {
        const values = shown.clipByValue(0, 1).mul(255).round().dataSync();
        pictures.push({ caption, pixels: Buffer.from(Uint8Array.from(values)).toString('base64') });
      }
    });
    return Promise.resolve({ height, width, channels, pictures });
  });
