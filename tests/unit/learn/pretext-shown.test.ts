import { expect, test } from 'vitest';
import { readBatch } from '../../../main/learn/data/read-batch.ts';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { encoders } from '../../../main/learn/models/registry.ts';
import type { PretextTask } from '../../../main/learn/pretext/pretext-task.ts';
import { pretextTaskNames, pretextTasks } from '../../../main/learn/pretext/registry.ts';
import { barImages } from '../../support/images.ts';

const { source } = barImages(5, 30);

test.each(pretextTaskNames)(
  'what %s shows a person is pictures of the images, one each',
  (name) => {
    const task: PretextTask = pretextTasks[name];
    const encoder = encoders['small-conv'].build([30, 30, 1]);
    const model = task.build({ encoder, seed: 1 });
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const images = readBatch(source, [0, 1, 2, 3, 4]);
      const shown = task.examples?.(images, new StepRandom(1, 0)) ?? [];
      const guessed = model.guess?.(images, new StepRandom(1, 0)) ?? [];
      for (const { caption, images: pictures } of [...shown, ...guessed]) {
        expect(pictures.shape, caption).toEqual([5, 30, 30, 1]);
        expect(pictures.dataSync().every(Number.isFinite), caption).toBe(true);
      }
      for (const { texts } of guessed) expect([undefined, 5]).toContain(texts?.length);
      expect(new Set(guessed.map(({ caption }) => caption)).size).toBe(guessed.length);
    });
    expect(tf.memory().numTensors).toBe(before);
    for (const network of model.networks) network.dispose();
  },
);
