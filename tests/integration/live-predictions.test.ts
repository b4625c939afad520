import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { silentReporter } from '../../main/app/reporter.ts';
import { type LiveModel, LivePredictions } from '../../main/app/studio/live-predictions.ts';
import { isAlive } from '../../main/files/is-alive.ts';
import { forkDecoder } from '../../main/ingest/decoder/spawn-decoder.ts';
import { forkHost } from '../../main/training/host.ts';
import { squares } from '../support/image-source.ts';

const entry = path.join(import.meta.dirname, '../fixtures/training/live-entry.ts');
const closing = new AbortController();
let decoders: number[] = [];
let kept: LivePredictions[] = [];
const services = {
  host: forkHost({ entry }),
  reporter: silentReporter,
  signal: closing.signal,
  spawnDecoder() {
    const child = forkDecoder();
    decoders.push(child.pid ?? 0);
    return child;
  },
};

function model(name: string, project = 'a'): LiveModel {
  return {
    project,
    name,
    classes: ['cat', 'dog'],
    unsureBelow: 0.8,
    preprocessing: {
      size: 8,
      channels: 1,
      fit: 'cover',
      background: [255, 255, 255],
      sixteenBitRange: null,
    },
    spec: async () => ({
      kind: 'predict-live',
      classifier: {
        kind: 'pixels',
        encoder: '',
        weights: '',
        spec: squares(8),
        classes: ['cat', 'dog'],
      },
      alike: null,
    }),
  };
}

function live(idle?: number): LivePredictions {
  const made = new LivePredictions(closing.signal, idle);
  kept.push(made);
  return made;
}

async function picture(grey: number): Promise<Uint8Array> {
  const background = { r: grey, g: grey, b: grey };
  const image = sharp({ create: { width: 8, height: 8, channels: 3, background } });
  return new Uint8Array(await image.png().toBuffer());
}

/** The process that answered. */
async function pidOf(predictions: LivePredictions, name = 'm', project = 'a'): Promise<number> {
  const { alike } = await predictions.predict(model(name, project), await picture(60), services);
  return alike[0]?.sampleId ?? 0;
}

async function until(isSo: () => boolean): Promise<void> {
  const begun = performance.now();
  while (!isSo()) {
    expect(performance.now() - begun).toBeLessThan(10_000);
    await wait(20);
  }
}

afterEach(async () => {
  await Promise.all(kept.map((each) => each.close()));
  kept = [];
  decoders = [];
});

test('one process and one decoder answer picture after picture, several at a time', async () => {
  const predictions = live();
  const first = await pidOf(predictions);
  const others = await Promise.all([1, 2, 3, 4, 5].map(() => pidOf(predictions)));
  expect(new Set([first, ...others]).size).toBe(1);
  expect(decoders).toHaveLength(1);
  const answer = await predictions.predict(model('m'), await picture(9), services);
  const of = { label: 'dog', confidence: 0.75, unsure: true, unfamiliar: true };
  expect(answer).toMatchObject(of);
  await predictions.close();
  expect([first, ...decoders].filter(isAlive)).toEqual([]);
});

test('another model, a change of its project or a minute of rest ends the process', async () => {
  const predictions = live(300);
  const first = await pidOf(predictions);
  const second = await pidOf(predictions, 'other');
  expect(second).not.toBe(first);
  predictions.forget('b');
  expect(await pidOf(predictions, 'other')).toBe(second);
  predictions.forget('a');
  const third = await pidOf(predictions, 'other');
  expect(third).not.toBe(second);
  await until(() => ![first, second, third, ...decoders].some(isAlive));
  expect(predictions.isWarm).toBe(false);
  expect(await pidOf(predictions, 'other')).not.toBe(third);
});

test('its death is told to whoever waits, and the next picture starts it anew', async () => {
  const predictions = live();
  const first = await pidOf(predictions);
  await expect(predictions.predict(model('m'), await picture(255), services)).rejects.toMatchObject(
    { code: 'training-died', remedy: expect.stringContaining('Try again') },
  );
  const second = await pidOf(predictions);
  expect(second).not.toBe(first);
  process.kill(second, 'SIGKILL');
  await until(() => !predictions.isWarm);
  expect(await pidOf(predictions)).not.toBe(second);
});

test('what is no picture is refused, and costs nothing that is kept', async () => {
  const predictions = live();
  const first = await pidOf(predictions);
  await expect(
    predictions.predict(model('m'), Uint8Array.of(1, 2, 3), services),
  ).rejects.toMatchObject({ code: 'bad-input' });
  expect(await pidOf(predictions)).toBe(first);
  expect(decoders).toHaveLength(1);
});
