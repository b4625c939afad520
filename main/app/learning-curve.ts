import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { messageOf, PretextError } from '../../shared/errors.ts';
import { fewestNumbers } from '../../shared/target.ts';
import { type JobSpec, jobs } from '../../shared/training.ts';
import { writeFileAtomic } from '../files/atomic-write.ts';
import type { RunRow } from '../store/runs.ts';
import { freshEmbeddings } from './embed.ts';
import { classesOf } from './known-labels.ts';
import { numbersOf } from './number-label.ts';
import type { Project } from './project.ts';
import { performJob, runDir } from './runs.ts';
import type { Services } from './services.ts';

const seed = 1;

const savedCurveSchema = jobs.curve.result.extend({
  /** Labels and classes that it was made from; no classes: numbers. */
  labels: z.int(),
  classes: z.int().nullable(),
  computedAt: z.string(),
});
export type SavedCurve = z.infer<typeof savedCurveSchema>;

/** As they were kept before there were curves of numbers. */
const savedOfAccuracy = savedCurveSchema.extend({
  points: z.array(
    savedCurveSchema.shape.points.element
      .omit({ value: true })
      .extend({ accuracy: z.number() })
      .transform(({ accuracy: value, ...point }) => ({ ...point, value })),
  ),
});

function curveFile(project: Project, runId: number): string {
  return path.join(runDir(project, runId), 'curve.json');
}

/**
 * Measures accuracy, of numbers the error, over the number of labels, with a pretraining's encoder and the training labels of now.
 * @throws {PretextError} `no-data` with fewer than two classes, or ten numbers
 */
export async function computeCurve(
  project: Project,
  run: RunRow,
  services: Services,
): Promise<SavedCurve> {
  const labelled = isOfNumbers(project) ? labelledNumbers(project) : labelledClasses(project);
  const embeddings = await freshEmbeddings(project, run, services);
  const result = await performJob<'curve'>(
    { kind: 'curve', embeddings, ...labelled, seed },
    services,
  );
  const saved: SavedCurve = {
    ...result,
    labels: labelled.sampleIds.length,
    classes: 'classes' in labelled.known ? labelled.known.classes : null,
    computedAt: new Date().toISOString(),
  };
  writeFileAtomic(curveFile(project, run.id), `${JSON.stringify(saved, null, 2)}\n`);
  return saved;
}

type Labelled = Pick<JobSpec<'curve'>, 'sampleIds' | 'known'>;

function labelledClasses(project: Project): Labelled {
  const { id } = project.dataset();
  const classes = classesOf(project, id);
  if (classes.length < 2) {
    throw new PretextError('no-data', 'A learning curve needs labels of two classes at least.', {
      remedy: 'Label some samples first.',
    });
  }
  const labels = project.store.labels.all(id, 'train');
  const index = new Map(classes.map((name, i) => [name, i]));
  return {
    sampleIds: labels.map(({ sample_id: sample }) => sample),
    known: {
      labels: labels.map(({ class_name: name }) => index.get(name) ?? 0),
      classes: classes.length,
    },
  };
}

function labelledNumbers(project: Project): Labelled {
  const numbers = numbersOf(project, project.dataset().id, 'train');
  if (numbers.size < fewestNumbers) {
    throw new PretextError('no-data', `A learning curve needs ${fewestNumbers} numbers at least.`, {
      remedy: 'Label some samples first.',
    });
  }
  return { sampleIds: [...numbers.keys()], known: { targets: [...numbers.values()] } };
}

const isOfNumbers = (project: Project): boolean => project.dataset().target === 'number';

/** The curve computed last, of what the labels are now; null when there is none. @throws {PretextError} `corrupt-file` */
export function savedCurve(project: Project, runId: number): SavedCurve | null {
  const file = curveFile(project, runId);
  if (!existsSync(file)) return null;
  try {
    const saved = savedCurveSchema
      .or(savedOfAccuracy)
      .parse(JSON.parse(readFileSync(file, 'utf8')));
    return (saved.classes === null) === isOfNumbers(project) ? saved : null;
  } catch (error) {
    throw new PretextError('corrupt-file', `${file} is damaged: ${messageOf(error)}`, {
      path: file,
      remedy: 'Compute the learning curve again.',
      cause: error,
    });
  }
}
