import path from 'node:path';
import { expect, test } from 'vitest';
import { importData } from '../../main/app/import-data.ts';
import { pretrain } from '../../main/app/pretrain.ts';
import { Project } from '../../main/app/project.ts';
import { silentReporter } from '../../main/app/reporter.ts';
import { detailsOf } from '../../main/app/run-details.ts';
import { runById } from '../../main/app/runs.ts';
import { forkHost } from '../../main/training/host.ts';
import { writeSampleData } from '../support/project.ts';

const entry = path.join(import.meta.dirname, '../fixtures/training/killed-entry.ts');

test('a run that is killed keeps its seconds, its health and its verdict, and says what to do in any shell', async () => {
  const data = await writeSampleData(40);
  const project = Project.create(path.join(data.dir, 'killed'));
  const services = {
    host: forkHost({ entry }),
    reporter: silentReporter,
    signal: new AbortController().signal,
  };
  const choices = { preprocessing: {}, labelsFrom: null, split: 'train' } as const;
  await importData(project, [data.data], choices, services);
  await expect(pretrain(project, { steps: 100, batchSize: 16 }, services)).rejects.toMatchObject({
    code: 'training-died',
    remedy: 'Resume the run; nothing that was saved is lost.',
    next: { do: 'resume', project: project.dir, run: 1 },
  });
  const details = await detailsOf(project, runById(project, 1), 100);
  expect(details).toMatchObject({
    status: 'interrupted',
    seconds: 12.5,
    headline: { name: 'knn', value: 0.5 },
    pretraining: {
      steps: 30,
      lossFirst: 20.5,
      lossLast: 10.5,
      health: { knn: 0.5, effectiveRank: 12 },
      verdict: { state: 'learning', sentence: 'It learns.' },
    },
  });
  // Resumed from before the measurement, it has none until the next one.
  project.store.runs.dropMetricsAfter(1, 25);
  expect(runById(project, 1).health).not.toBeNull();
  project.store.runs.dropMetricsAfter(1, 24);
  expect(runById(project, 1).health).toBeNull();
  project.close();
});
