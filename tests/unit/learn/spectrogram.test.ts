import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { melSpectrogram } from '../../../main/ingest/audio/spectrum/mel-spectrogram.ts';
import { tf } from '../../../main/learn/engine/tensorflow.ts';
import { exporters, exportFormats } from '../../../main/learn/export/registry.ts';
import { exportVerified } from '../../../main/learn/export/verify.ts';
import { cheapFeaturesOf } from '../../../main/learn/features/cheap-features.ts';
import { mfcc } from '../../../main/learn/features/mfcc.ts';
import { GraphBuilder, graphInput } from '../../../main/learn/models/graph.ts';
import {
  framesIn,
  type LogMelConfig,
  melPower,
} from '../../../main/learn/models/layers/log-mel.ts';
import { Network } from '../../../main/learn/models/network.ts';
import { encoderFor } from '../../../main/learn/models/registry.ts';
import { mfccOf, spectrogramOf } from '../../../main/learn/models/spectrogram-settings.ts';
import { audioReference, referenceClip } from '../../fixtures/audio/recordings.ts';
import { sweeps, wavesInMemory } from '../../support/wave-source.ts';

const clip = referenceClip();
const wave = Float32Array.from(clip, (value) => value / 32_768);
const settings: LogMelConfig = {
  rate: 8000,
  window: 256,
  hop: 80,
  bands: 40,
  lowest: 20,
  floor: -100,
  range: 100,
};

/** Greatest difference relative to the greatest value. */
function off(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  expect(ours.length).toBe(theirs.length);
  const values = Array.from(theirs);
  const scale = Math.max(...values.map(Math.abs));
  return Math.max(...values.map((value, n) => Math.abs(value - (ours[n] ?? 0)))) / scale;
}

const powerOf = (samples: Float32Array, config: LogMelConfig): Float32Array =>
  tf.tidy(
    () => melPower(tf.tensor2d(samples, [1, samples.length]), config).dataSync() as Float32Array,
  );

describe('log-mel spectrograms', () => {
  test('power in mel bands is librosa’s', () => {
    const { mel } = audioReference;
    const power = powerOf(wave, settings);
    expect(power.length).toBe(mel.frames * 40);
    expect(off(power.slice(0, 40), mel.first)).toBeLessThan(1e-5);
    expect(off(power.slice(-40), mel.last)).toBeLessThan(1e-5);
  });

  test.each([
    [4000, 256, 80],
    [3987, 256, 80],
    [4000, 256, 93],
    [3000, 256, 100],
    [300, 256, 256],
  ])(
    'of %i samples, windows of %i and hops of %i: as our own by Fourier’s fast transform',
    (length, window, hop) => {
      const config = { ...settings, window, hop };
      const { frames } = framesIn(config, length);
      const starts = Array.from({ length: frames }, (_, frame) => frame * hop);
      const some = clip.slice(0, length);
      const lengths = { windowLength: window, fftLength: window };
      const bands = { rate: 8000, bands: 40, lowest: 20, highest: 4000 };
      const expected = melSpectrogram(some, starts, { ...lengths, ...bands });
      expect(off(powerOf(wave.slice(0, length), config), expected)).toBeLessThan(1e-5);
    },
  );

  test('the layer gives decibels, of −1 at the floor and 1 at the top, and disposes of all else', () => {
    const graph = new GraphBuilder([wave.length]);
    graph.add('logMel', 'log_mel', [graphInput], { ...settings, floor: -60, range: 80 });
    const network = new Network('n', graph.build(), 0);
    const before = tf.memory().numTensors;
    const levels = tf.tidy(() =>
      network
        .apply(tf.tensor2d([...wave, ...new Float32Array(wave.length)], [2, wave.length]), false)
        .dataSync(),
    );
    expect(tf.memory().numTensors).toBe(before);
    const half = levels.length / 2;
    expect(levels.slice(half).every((level) => Math.abs(level + 1) < 1e-6)).toBe(true);
    const { first } = audioReference.mel;
    const decibels = first.map((power) => 10 * Math.log10(Math.max(1e-6, power)));
    expect(
      off(
        Array.from(levels.slice(0, 40), (y) => (y + 1) * 40 - 60),
        decibels,
      ),
    ).toBeLessThan(1e-5);
  });

  test('a clip that is shorter than a frame is refused', () => {
    expect(() => framesIn(settings, 200)).toThrow('200 samples hold no frame of 256');
  });
});

test('statistics of cepstra are librosa’s, of silence finite', async () => {
  const two = wavesInMemory(Int16Array.from([...clip, ...new Int16Array(4000)]), 4000);
  expect(mfccOf({ kind: 'audio', samples: 4000, rate: 8000 })).toMatchObject({
    window: 256,
    hop: 80,
    bands: 40,
    coefficients: 20,
  });
  const { rows, columns, values } = await cheapFeaturesOf(mfcc(two, 1), two);
  expect([rows, columns]).toEqual([2, 80]);
  expect(off(values.slice(0, 80), audioReference.mfcc.statistics)).toBeLessThan(1e-5);
  expect(values.every(Number.isFinite)).toBe(true);
});

test.each([
  [8000, 1, 97, 40],
  [16_000, 1, 97, 64],
  [16_000, 4, 199, 64],
  [8000, 0.1, 7, 40],
])('at %i Hz, %d seconds are %i frames of %i bands', (rate, seconds, frames, bands) => {
  const spec = { kind: 'audio', rate, samples: rate * seconds } as const;
  expect(framesIn(spectrogramOf(spec), spec.samples).frames).toBe(frames);
  const { graph, spectrogram } = encoderFor('log-mel-conv', spec);
  expect(graph.shapes.get(spectrogram ?? '')).toEqual([frames, bands, 1]);
  expect(graph.shapes.get(graph.output)).toEqual([256]);
});

describe.each(exportFormats)('%s', (format) => {
  const { source } = sweeps(16);
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-test-'));
  const file = path.join(dir, exporters[format].fileName);
  const exported = async (network: Network) =>
    await exportVerified(
      {
        stages: [{ network, output: 'logits' }],
        spec: source.spec,
        classes: ['rising', 'falling'],
      },
      format,
      file,
      source,
    );

  test('an export of the encoder of recordings gives the same', async () => {
    const { graph } = encoderFor('log-mel-conv', source.spec);
    const builder = new GraphBuilder(graph.inputShape);
    builder.add('dense', 'logits', [builder.include(graph)], { units: 2, bias: true });
    expect(await exported(new Network('audio', builder.build(), 3))).toBeLessThan(1e-4);
    expect(exporters[format].input(source.spec)).toContain('[batch, samples]');
  });

  test('an export of statistics of cepstra gives the same', async () => {
    const builder = new GraphBuilder([2000]);
    const node = mfcc(source, 1).add(builder);
    // Decibels are tens.
    const scaled = builder.add('batchNorm', 'scaled', [node], {});
    builder.add('dense', 'logits', [scaled], { units: 2, bias: true });
    expect(await exported(new Network('mfcc', builder.build(), 3))).toBeLessThan(1e-4);
  });
});
