import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { messageOf, PretextError } from '../../shared/errors.ts';
import { jobs } from '../../shared/training.ts';
import { writeFileAtomic } from '../files/atomic-write.ts';
import type { RunRow } from '../store/runs.ts';
import { freshEmbeddings } from './embed.ts';
import { classesOf } from './known-labels.ts';
import type { Project } from './project.ts';
import { performJob, runDir } from './runs.ts';
import type { Services } from './services.ts';

const seed = 1;

const savedCurveSchema = jobs.curve.result.extend({
  /** Labels and classes that it was made from. */
  labels: z.int(),
  classes: z.int(),
  computedAt: z.string(),
});
export type SavedCurve = z.infer<typeof savedCurveSchema>;

function curveFile(project: Project, runId: number): string {
  return path.join(runDir(project, runId), 'curve.json');
}

/**
 * Measures accuracy over the number of labels, with a pretraining's encoder and the training labels of now.
 * @throws {PretextError} `no-data` with fewer than two classes
 */
export async function computeCurve(
  project: Project,
  run: RunRow,
  services: Services,
): Promise<SavedCurve> {
  const dataset = project.dataset();
  const classes = classesOf(project, dataset.id);
  if (dataset.target === 'number') {
    throw new PretextError('bad-usage', 'There is no learning curve of numbers.', {
      remedy: 'Fine-tune with fewer and with more labels, and compare the runs.',
    });
  }
  if (classes.length < 2) {
    throw new PretextError('no-data', 'A learning curve needs labels of two classes at least.', {
      remedy: 'Label some samples first.',
    });
  }
  const embeddings = await freshEmbeddings(project, run, services);
  const labels = project.store.labels.all(dataset.id, 'train');
  const index = new Map(classes.map((name, i) => [name, i]));
  const result = await performJob<'curve'>(
    {
      kind: 'curve',
      embeddings,
      sampleIds: labels.map(({ sample_id: id }) => id),
      labels: labels.map(({ class_name: name }) => index.get(name) ?? 0),
      classes: classes.length,
      seed,
    },
    services,
  );
  const saved: SavedCurve = {
    ...result,
    labels: labels.length,
    classes: classes.length,
    computedAt: new Date().toISOString(),
  };
  writeFileAtomic(curveFile(project, run.id), `${JSON.stringify(saved, null, 2)}\n`);
  return saved;
}

/** The curve computed last; null when there is none. @throws {PretextError} `corrupt-file` */
export function savedCurve(project: Project, runId: number): SavedCurve | null {
  const file = curveFile(project, runId);
  if (!existsSync(file)) return null;
  try {
    return savedCurveSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new PretextError('corrupt-file', `${file} is damaged: ${messageOf(error)}`, {
      path: file,
      remedy: 'Compute the learning curve again.',
      cause: error,
    });
  }
}
