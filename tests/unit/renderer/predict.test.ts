import { describe, expect, test } from 'vitest';
import { readAudioHeader } from '../../../main/ingest/audio/decode-audio.ts';
import { defaultAudioLimits } from '../../../main/ingest/audio/limits.ts';
import { readClips } from '../../../main/ingest/audio/read-clips.ts';
import { deviceProblemOf } from '../../../renderer/src/predict/device-problem.ts';
import { levelOf } from '../../../renderer/src/predict/level.ts';
import { rankedClasses } from '../../../renderer/src/predict/ranked-classes.ts';
import { askedAt } from '../../../renderer/src/predict/unsure-words.ts';
import { wavFile } from '../../../renderer/src/predict/wav-file.ts';
import type { Unsure } from '../../../shared/contract/predict.ts';
import { ofAHundred } from '../../../shared/of-a-hundred.ts';

test('classes are ranked by probability', () => {
  expect(rankedClasses(['a', 'b', 'c'], [0.2, 0.7, 0.1]).map(({ name }) => name)).toEqual([
    'b',
    'a',
    'c',
  ]);
});

test('a class without a probability counts as impossible', () => {
  expect(rankedClasses(['a', 'b'], [0.4])[1]).toEqual({ name: 'b', probability: 0 });
});

test('what browsers say of cameras and microphones is told apart', () => {
  const named = (name: string): Error => Object.assign(new Error(name), { name });
  expect(deviceProblemOf(named('NotAllowedError'))).toBe('denied');
  expect(deviceProblemOf(named('NotFoundError'))).toBe('none');
  expect(deviceProblemOf(named('NotReadableError'))).toBe('taken');
  expect(deviceProblemOf(named('TypeError'))).toBe('other');
  expect(deviceProblemOf('no error at all')).toBe('other');
});

test('the WAV file of a recording is read by our own decoder as what was recorded', async () => {
  const sound = Float32Array.from({ length: 4800 }, (_, n) => 0.5 * Math.sin(n / 7));
  const blocks = [sound.subarray(0, 2048), sound.subarray(2048), Float32Array.of(2, -2)];
  const file = Buffer.from(wavFile(blocks, 48_000));
  const { channels, sampleRate, seconds } = readAudioHeader(file, 'wav', defaultAudioLimits);
  expect([channels, sampleRate, seconds]).toEqual([1, 48_000, 4802 / 48_000]);
  const { clips } = await readClips(
    file,
    'wav',
    { rate: 16_000, clipSamples: 1600 },
    defaultAudioLimits,
  );
  const [clip] = clips;
  expect(clip?.samples).toHaveLength(1600);
  // Away from the ends, where a resampler rings.
  for (let n = 100; n < 1500; n++) {
    expect(Math.abs((clip?.samples[n] ?? 0) / 32_768 - (sound[3 * n] ?? 0)), `${n}`).toBeLessThan(
      0.005,
    );
  }
  expect(new Int16Array(Uint8Array.from(file.subarray(-4)).buffer)).toEqual(
    Int16Array.of(32_767, -32_768),
  );
});

test('a level meter is full at full scale, empty 50 dB below it, and half way between', () => {
  expect(levelOf(1)).toBe(1);
  expect(levelOf(10 ** (-25 / 20))).toBeCloseTo(0.5, 6);
  expect(levelOf(10 ** (-60 / 20))).toBe(0);
  expect(levelOf(0)).toBe(0);
});

describe('what a threshold means', () => {
  const found: NonNullable<Unsure['found']> = {
    below: 0.6,
    basis: 'shown',
    accuracy: 0.9,
    samples: 200,
    answered: Array.from({ length: 100 }, (_, at) => (at < 60 ? 200 : 99 - at)),
    right: Array.from({ length: 100 }, (_, at) => (at < 60 ? 150 : 99 - at)),
  };
  const unsure = (isOwn: boolean): Unsure => ({
    below: 0.6,
    isOwn,
    found,
    choices: [
      { accuracy: 0.8, below: 0.3, basis: 'shown' },
      { accuracy: 0.9, below: 0.6, basis: 'shown' },
      { accuracy: 0.95, below: 0.6, basis: 'shown' },
    ],
  });

  test('is said of a hundred pictures', () => {
    expect(ofAHundred(found, 0)).toEqual({ answered: 100, right: 0.75, labels: 200 });
    expect(ofAHundred(found, 61)).toEqual({ answered: 19, right: 1, labels: 200 });
    expect(ofAHundred(found, 99)).toEqual({ answered: 0, right: null, labels: 200 });
    expect(ofAHundred(null, 50)).toBeNull();
  });

  test('belongs to an accuracy that can be asked for, or to none', () => {
    expect(askedAt(unsure(false), 60)?.accuracy).toBe(0.9);
    expect(askedAt(unsure(true), 60)?.accuracy).toBe(0.95);
    expect(askedAt(unsure(false), 30)?.accuracy).toBe(0.8);
    expect(askedAt(unsure(false), 31)).toBeNull();
  });
});
