import { expect, test } from 'vitest';
import { readBatch } from '../../../main/learn/data/read-batch.ts';
import { StepRandom } from '../../../main/learn/engine/random.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { encoderFor } from '../../../main/learn/models/registry.ts';
import { type Method, methodNamed, taskOf } from '../../../main/learn/pretext/method.ts';
import { encodersFor } from '../../../main/learn/pretext/needs.ts';
import { pretextTaskNames } from '../../../main/learn/pretext/registry.ts';
import { shownMessage } from '../../../main/training/pictures.ts';
import { packedLayout } from '../../../shared/sample-spec.ts';
import { barsFor } from '../../support/images.ts';

const methods: Method[] = [
  ...pretextTaskNames,
  methodNamed('rotation+jigsaw'),
  methodNamed('inpainting+mae'),
];

test.each(methods)('what %s shows a person is pictures of the images, one each', (name) => {
  const task = taskOf(name);
  const { source } = barsFor(name, 5, 30);
  const encoder = encoderFor(encodersFor(task)[0] ?? 'small-conv', source.spec);
  const model = task.build({ encoder, spec: source.spec, seed: 1 });
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const images = readBatch(source, [0, 1, 2, 3, 4]);
    const shown = task.examples?.(images, new StepRandom(1, 0), source.spec) ?? [];
    const guessed = model.guess?.(images, new StepRandom(1, 0)) ?? [];
    for (const { caption, images: pictures } of [...shown, ...guessed]) {
      // Of recordings pieces are shown, too, and spectrograms.
      if (source.spec.kind === 'audio') expect(pictures.shape[0], caption).toBe(5);
      else expect(pictures.shape, caption).toEqual([5, ...packedLayout(source.spec).shape]);
      expect(pictures.dataSync().every(Number.isFinite), caption).toBe(true);
    }
    const message = shownMessage(source.spec, shown);
    if (source.spec.kind === 'audio' && 'height' in message) {
      const { height, width, channels, pictures } = message;
      expect(pictures.map(({ caption }) => caption)).toEqual(shown.map(({ caption }) => caption));
      for (const { pixels } of pictures) {
        const values = Buffer.from(pixels, 'base64');
        expect(values.length).toBe(5 * height * width * channels);
        // Neither black nor white.
        expect(new Set(values).size).toBeGreaterThan(10);
      }
    }
    for (const { texts } of guessed) expect([undefined, 5]).toContain(texts?.length);
    expect(new Set(guessed.map(({ caption }) => caption)).size).toBe(guessed.length);
  });
  expect(tf.memory().numTensors).toBe(before);
  for (const network of model.networks) network.dispose();
});
