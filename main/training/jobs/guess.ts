import type { ShownRecord } from '../../../shared/training.ts';
import { readBatch } from '../../learn/data/read-batch.ts';
import { consecutiveBatches } from '../../learn/data/sample-source.ts';
import { StepRandom } from '../../learn/engine/random.ts';
import { tf } from '../../learn/engine/tensorflow.ts';
import { encoderFor } from '../../learn/models/registry.ts';
import { taskOf } from '../../learn/pretext/method.ts';
import type { PretextModel } from '../../learn/pretext/pretext-task.ts';
import { readWeights } from '../../learn/pretrain/checkpoint.ts';
import { withImages } from '../images.ts';
import type { Job } from '../job-context.ts';
import { encoderNamed, methodNamed } from '../names.ts';
import { shownMessage } from '../pictures.ts';

export const guess: Job<'guess'> = async (spec) =>
  await withImages(spec.images, (source) => {
    const encoder = encoderFor(encoderNamed(spec.encoder), source.spec);
    const task = taskOf(methodNamed(spec.method));
    const model: PretextModel = task.build({ encoder, spec: source.spec, seed: 0 });
    let message: ShownRecord | undefined;
    try {
      readWeights(spec.checkpoint, model.networks);
      tf.tidy(() => {
        const [all] = [...consecutiveBatches(source.count, source.count)];
        const images = readBatch(source, all ?? []);
        const guesses = model.guess?.(images, new StepRandom(spec.seed, 0), source.fileOf) ?? [];
        message = shownMessage(source.spec, guesses);
      });
    } finally {
      for (const network of model.networks) network.dispose();
    }
    if (message === undefined) throw new Error('no guess was made');
    return Promise.resolve(message);
  });
