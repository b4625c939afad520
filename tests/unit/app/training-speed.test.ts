import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Project } from '../../../main/app/project.ts';
import { estimateBudget, trainingSpeed } from '../../../main/app/training-speed.ts';

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

const rotation = { method: 'rotation', encoder: 'small-conv', batchSize: 64 };

test('the measured machine is scaled by the work of a step, and corrected by what other runs have shown', () => {
  // 1,000 images a second, four copies of each.
  expect(trainingSpeed(projectWith(), rotation, 1000)).toEqual({
    imagesPerSecond: 250,
    basis: 'machine',
  });
  // Two views: 500 was computed, 300 measured. Rotation will be slower than computed by as much.
  const simclr = { method: 'simclr', encoder: 'small-conv', speed: 300 };
  const corrected = trainingSpeed(projectWith(simclr), rotation, 1000);
  expect(corrected.imagesPerSecond).toBeCloseTo(150);
  // Without a measured machine too: what the guess was cancels out.
  const unmeasured = trainingSpeed(projectWith(simclr), rotation, null);
  expect(unmeasured.imagesPerSecond).toBeCloseTo(150);
  expect(unmeasured.basis).toBe('machine');
  // A run with the same encoder says more than a newer one with another.
  const large = { method: 'simclr', encoder: 'resnet18', speed: 1 };
  expect(trainingSpeed(projectWith(simclr, large), rotation, 1000).imagesPerSecond).toBeCloseTo(
    150,
  );
});

test('a run alike says it by itself', () => {
  const project = projectWith(
    { method: 'rotation', encoder: 'small-conv', speed: 123 },
    { method: 'simclr', encoder: 'small-conv', speed: 300 },
  );
  expect(trainingSpeed(project, rotation, 1000)).toEqual({
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
});
