import { z } from 'zod';
import { PretextError } from '../../shared/errors.ts';
import type { RegressorKindName } from '../../shared/regressor-kinds.ts';
import { fewestNumbers, fewestTestNumbers } from '../../shared/target.ts';
import type { JobResult, JobSpec } from '../../shared/training.ts';
import type { RunRow } from '../store/runs.ts';
import { encoderOf } from './embed.ts';
import { numbersOf } from './number-label.ts';
import type { Dataset, Project } from './project.ts';
import { endWithError, performJob, runDir, startRun } from './runs.ts';
import type { Services } from './services.ts';
import { trainingRows } from './training-images.ts';

export interface RegressOutcome {
  target: 'number';
  runId: number;
  result: JobResult<'regress'>;
  /** Why nothing was tested, where there was something to. */
  problems: string[];
}

/** What a fine-tuning on numbers is recorded with. */
export const regressConfigSchema = z.object({
  target: z.literal('number'),
  labels: z.int(),
  /** Least and greatest training label. */
  range: z.tuple([z.number(), z.number()]),
});

/** Whether a run has learnt numbers. */
export function isRegression(run: RunRow): boolean {
  return regressConfigSchema.safeParse(JSON.parse(run.config)).success;
}

/**
 * Trains every kind of regressor on the labelled samples and scores them on the test samples.
 * @throws {PretextError} `no-data` when there are too few labels, or all are one number
 */
export async function regress(
  project: Project,
  pretrained: RunRow,
  seed: number,
  services: Services,
): Promise<RegressOutcome> {
  const dataset = project.dataset();
  const { samples, rows, digest } = await trainingRows(project);
  const known = knownNumbers(project, dataset, samples);
  const range = checkNumbers(project, known.targets);
  const { test, problems } = testNumbers(project, dataset);
  const runId = startRun(project, {
    datasetId: dataset.id,
    parentRunId: pretrained.id,
    kind: 'finetune',
    config: { target: 'number', seed, labels: known.targets.length, range },
    seed,
    dataDigest: digest,
  });
  services.watcher?.onRun(runId);
  const started = Date.now();
  try {
    const result = await performJob<'regress'>(
      {
        kind: 'regress',
        ...encoderOf(project, pretrained),
        images: rows,
        known,
        test,
        seed,
        modelDir: runDir(project, runId),
      },
      services,
    );
    project.store.transaction(() => {
      for (const [name, file] of Object.entries(result.models)) {
        const kind = name as RegressorKindName;
        project.store.models.save(runId, {
          kind,
          file: project.relative(file),
          classes: [],
          scores: result.scores?.[kind] ?? null,
          unsure: null,
          interval: result.intervals[kind] ?? null,
        });
      }
      project.store.runs.end(runId, 'finished', {
        result: { ...result, models: undefined },
        seconds: (Date.now() - started) / 1000,
      });
    });
    return { target: 'number', runId, result, problems };
  } catch (error) {
    return endWithError(project, runId, error, false, (Date.now() - started) / 1000);
  }
}

/** Training labels by the place of their sample. */
function knownNumbers(
  project: Project,
  { id }: Dataset,
  samples: readonly { id: number }[],
): JobSpec<'regress'>['known'] {
  const numbers = numbersOf(project, id, 'train');
  const known: JobSpec<'regress'>['known'] = { indices: [], targets: [] };
  for (const [at, sample] of samples.entries()) {
    const value = numbers.get(sample.id);
    if (value === undefined) continue;
    known.indices.push(at);
    known.targets.push(value);
  }
  return known;
}

/** Models compute with seven digits (float32): a hundredth of such a spread is all that they could tell. */
const coarsest = 1e-5;

function tooCoarse(project: Project, least: number, most: number): PretextError {
  return new PretextError(
    'bad-input',
    `The labels lie between ${least} and ${most}: against their size they differ by less than a model can tell.`,
    {
      path: project.dir,
      remedy: 'Subtract the same number from all of them, such as the least, and import them anew.',
    },
  );
}

/** @returns the least and the greatest @throws {PretextError} `no-data`, `bad-input` */
function checkNumbers(project: Project, targets: readonly number[]): [number, number] {
  const few = targets.length < fewestNumbers;
  const least = targets.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
  const most = targets.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY);
  if (!few && least < most) {
    if (most - least < coarsest * Math.max(Math.abs(least), Math.abs(most)))
      throw tooCoarse(project, least, most);
    return [least, most];
  }
  throw new PretextError(
    'no-data',
    few
      ? `${targets.length} training samples have a number; ${fewestNumbers} are needed at least.`
      : `All labels are ${least}; numbers that differ are needed.`,
    { remedy: 'Label more samples first.', next: { do: 'label', project: project.dir } },
  );
}

/** Labelled test samples, and why there are none to score on. */
export function testNumbers(
  project: Project,
  dataset: Dataset,
): { test: JobSpec<'regress'>['test']; problems: string[] } {
  const numbers = numbersOf(project, dataset.id, 'test');
  const samples = project.store.samples
    .packed(dataset.id, 'test')
    .filter(({ id }) => numbers.has(id));
  if (samples.length < fewestTestNumbers) {
    const problems =
      samples.length === 0
        ? []
        : ['One labelled test sample is too few: errors are not told by a single one.'];
    return { test: null, problems };
  }
  const sampleIds = samples.map(({ id }) => id);
  const targets = sampleIds.map((id) => numbers.get(id) ?? Number.NaN);
  return { test: { images: project.rowsOf(samples), sampleIds, targets }, problems: [] };
}
