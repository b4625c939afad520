import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Project } from '../../../main/app/project.ts';
import { testPredictions } from '../../../main/app/results.ts';
import { runById, runDir } from '../../../main/app/runs.ts';
import { writeTestPredictions } from '../../../main/training/test-predictions-file.ts';

test('predictions that were made anew under the number of an earlier run are the ones that are shown', () => {
  const project = Project.create(path.join(mkdtempSync(path.join(tmpdir(), 'pretext-test-')), 'p'));
  const { store } = project;
  const datasetId = store.datasets.create('data', 'images', { size: 28 });
  const id = store.runs.create({
    datasetId,
    parentRunId: null,
    kind: 'finetune',
    config: {},
    seed: 1,
    codeVersion: '0',
    engineVersion: '0',
    device: 'cpu',
    dataDigest: '',
  });
  const run = runById(project, id);
  const dir = runDir(project, id);
  mkdirSync(dir, { recursive: true });
  const write = (sample: number): void => {
    const probabilities = { rows: 1, columns: 2, values: Float32Array.of(0.9, 0.1) };
    writeTestPredictions(dir, { sampleIds: [sample], labels: [1] }, { pixels: probabilities });
  };
  const shown = (): number[] =>
    testPredictions(project, run, {
      kind: 'pixels',
      onlyMistakes: true,
      order: 'most-confident',
    }).map(({ sample }) => sample);
  write(7);
  expect(shown()).toEqual([7]);
  write(8);
  expect(shown()).toEqual([8]);
  project.close();
});
