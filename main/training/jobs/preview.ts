import type { ShownRecord } from '../../../shared/training.ts';
import { readBatch } from '../../learn/data/read-batch.ts';
import { consecutiveBatches } from '../../learn/data/sample-source.ts';
import { StepRandom } from '../../learn/engine/random.ts';
import { tf } from '../../learn/engine/tensorflow.ts';
import { taskOf } from '../../learn/pretext/method.ts';
import { withImages } from '../images.ts';
import type { Job } from '../job-context.ts';
import { methodNamed } from '../names.ts';
import { shownMessage } from '../pictures.ts';

export const preview: Job<'preview'> = async (spec) =>
  await withImages(spec.images, (source) => {
    const task = taskOf(methodNamed(spec.method));
    let message: ShownRecord | undefined;
    tf.tidy(() => {
      const [all] = [...consecutiveBatches(source.count, source.count)];
      const images = readBatch(source, all ?? []);
      const random = new StepRandom(spec.seed, 0);
      const examples = task.examples?.(images, random, source.spec, source.fileOf) ?? [
        { caption: 'original', images },
      ];
      message = shownMessage(source.spec, examples);
    });
    if (message === undefined) throw new Error('no preview was made');
    return Promise.resolve(message);
  });
