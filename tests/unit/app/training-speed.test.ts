import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Project } from '../../../main/app/project.ts';
import {
  computedSpeed,
  estimateBudget,
  trainingSpeed,
  unknownMachine,
} from '../../../main/app/training-speed.ts';

function projectWith(...runs: { method: string; encoder: string; speed: number }[]): Project {
  const dir = mkdtempSync(path.join(tmpdir(), 'pretext-speed-'));
  const project = Project.create(path.join(dir, 'speed'));
  const { store } = project;
  const preprocessing = {
    size: 32,
    channels: 3,
    fit: 'cover',
    background: [255, 255, 255],
    sixteenBitRange: null,
  } as const;
  const importId = store.imports.begin();
  const datasetId = store.datasets.create('data', 'images', preprocessing, importId);
  store.imports.finish(importId);
  for (const { method, encoder, speed } of runs) {
    const run = store.runs.create({
      datasetId,
      parentRunId: null,
      kind: 'pretrain',
      config: { method, encoder, batchSize: 64 },
      seed: 1,
      codeVersion: '',
      engineVersion: '',
      device: '',
      dataDigest: '',
    });
    store.runs.end(run, 'finished', { result: { samplesPerSecond: speed } });
  }
  return project;
}

const measured = { reference: 1000, runs: [] };
const rotation = { method: 'rotation', encoder: 'small-conv', batchSize: 64 };

test('the measured machine is scaled by the work of a step, and corrected by what other runs have shown', () => {
  // 1,000 images a second, four copies of each.
  const computed = trainingSpeed(projectWith(), rotation, measured);
  expect(computed.imagesPerSecond).toBeCloseTo(1000 / (4 + 3 / 64));
  expect(computed.basis).toBe('machine');
  // Two views: 500 was computed, 300 measured. Rotation will be slower than computed by as much.
  const simclr = { method: 'simclr', encoder: 'small-conv', speed: 300 };
  const corrected = trainingSpeed(projectWith(simclr), rotation, measured);
  expect(corrected.imagesPerSecond).toBeCloseTo(152, 0);
  // Without a measured machine too: what the guess was cancels out.
  const unmeasured = trainingSpeed(projectWith(simclr), rotation, unknownMachine);
  expect(unmeasured.imagesPerSecond).toBeCloseTo(152, 0);
  expect(unmeasured.basis).toBe('machine');
  // A run with the same encoder says more than a newer one with another.
  const large = { method: 'simclr', encoder: 'resnet18', speed: 1 };
  expect(trainingSpeed(projectWith(simclr, large), rotation, measured).imagesPerSecond).toBeCloseTo(
    152,
    0,
  );
});

test('a run alike says it by itself', () => {
  const project = projectWith(
    { method: 'rotation', encoder: 'small-conv', speed: 123 },
    { method: 'simclr', encoder: 'small-conv', speed: 300 },
  );
  expect(trainingSpeed(project, rotation, measured)).toEqual({
    imagesPerSecond: 123,
    basis: 'earlier-run',
  });
});

test('passes end minutes sooner, and never later', () => {
  const speed = { imagesPerSecond: 100, basis: 'guess' } as const;
  expect(estimateBudget(speed, 200, 50, { minutes: 1, passes: 10 })).toEqual({
    ...speed,
    steps: 40,
    passes: 10,
    seconds: 20,
  });
  const byTime = { steps: 120, passes: 30, seconds: 60 };
  expect(estimateBudget(speed, 200, 50, { minutes: 1, passes: 1000 })).toMatchObject(byTime);
  expect(estimateBudget(speed, 200, 50, { minutes: 1 })).toMatchObject(byTime);
  // Of no samples there are no passes, and none that end anything.
  expect(estimateBudget(speed, 0, 50, { minutes: 1 })).toMatchObject({ passes: 0, seconds: 60 });
});

const images = { kind: 'images', height: 28, width: 28, channels: 1 } as const;
const texts = { kind: 'text', length: 160, vocabulary: 4096 } as const;
const audio = { kind: 'audio', samples: 12_000, rate: 8000 } as const;
const clips = { kind: 'video', height: 48, width: 48, channels: 3, frames: 8 } as const;
const rows = { kind: 'tables', groups: Array.from({ length: 13 }, () => 1) } as const;

test.each([
  // Samples a second, and images of the reference step in the same minute; of data that ship with the app.
  [509, 1450, 'simclr', 'small-conv', 128, images],
  [232, 776, 'rotation', 'small-conv', 64, images],
  [328, 828, 'mae', 'vit-tiny', 64, images],
  [18, 825, 'simclr', 'resnet18', 64, images],
  [1356, 980, 'patch-codes', 'patch-codes', 128, images],
  [2440, 294, 'simclr', 'text-average', 128, texts],
  [2515, 252, 'simcse', 'text-average', 128, texts],
  [97, 507, 'next-word', 'text-causal', 32, texts],
  [147, 491, 'masked-words', 'text-transformer', 32, texts],
  [179, 545, 'cola', 'log-mel-conv', 64, audio],
  [181, 505, 'masked-spectrogram', 'log-mel-conv', 64, audio],
  [106, 510, 'simclr', 'log-mel-conv', 64, audio],
  [82, 488, 'simclr', 'small-conv', 32, clips],
  [538, 1358, 'frame-order', 'small-conv', 32, clips],
  [2568, 487, 'simclr', 'mlp', 32, rows],
  [6439, 333, 'simclr', 'mlp', 128, rows],
] as const)(
  '%d samples a second are computed within a factor of two, of %d images: %s, %s, %d',
  (speed, reference, method, encoder, batchSize, spec) => {
    const computed = computedSpeed({ method, encoder, batchSize }, spec, reference);
    expect(computed).toBeGreaterThan(speed / 2);
    expect(computed).toBeLessThan(speed * 2);
  },
);

test('runs in other projects tell how fast this machine is, scaled to these data', () => {
  const spec = { kind: 'images', height: 64, width: 64, channels: 3 } as const;
  const elsewhere = { ...rotation, batchSize: 4096, spec, imagesPerSecond: 10 };
  const machine = { reference: null, runs: [elsewhere] };
  // A quarter of the pixels.
  const { imagesPerSecond, basis } = trainingSpeed(
    projectWith(),
    { ...rotation, batchSize: 4096 },
    machine,
  );
  expect(imagesPerSecond).toBeCloseTo(40, 1);
  expect(basis).toBe('machine');
  // The project's own run with this encoder says more; that of another encoder less.
  const own = { method: 'simclr', encoder: 'small-conv', speed: 300 };
  expect(trainingSpeed(projectWith(own), rotation, machine).imagesPerSecond).toBeCloseTo(152, 0);
  const large = { method: 'simclr', encoder: 'resnet18', speed: 1 };
  expect(trainingSpeed(projectWith(large), rotation, machine).imagesPerSecond).toBeCloseTo(39.5, 0);
});
