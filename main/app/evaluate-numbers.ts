import { PretextError } from '../../shared/errors.ts';
import type { RegressorKindName } from '../../shared/regressor-kinds.ts';
import type { RegressionScoresRecord } from '../../shared/training.ts';
import { scoreValues } from '../learn/evaluate/regression-scores.ts';
import type { RunRow } from '../store/runs.ts';
import { classifierOf } from './finetune.ts';
import type { Project } from './project.ts';
import { testNumbers } from './regress.ts';
import { performJob } from './runs.ts';
import type { Services } from './services.ts';

/**
 * Scores the regressors of a fine-tuning run on the project's test samples, as they are now.
 * @throws {PretextError} `no-data` with fewer than two labelled test samples
 */
export async function evaluateNumbers(
  project: Project,
  run: RunRow,
  services: Services,
): Promise<Partial<Record<RegressorKindName, RegressionScoresRecord>>> {
  const { test } = testNumbers(project, project.dataset());
  if (test === null) {
    throw new PretextError('no-data', 'There are fewer than two labelled test samples.', {
      remedy: 'Label some test samples first.',
      next: { do: 'label-test', project: project.dir },
    });
  }
  const scores: Partial<Record<RegressorKindName, RegressionScoresRecord>> = {};
  for (const { kind } of project.store.models.ofRun(run.id)) {
    const { classifier } = classifierOf(project, run, kind);
    const { probabilities: values } = await performJob<'predict'>(
      {
        kind: 'predict',
        predictor: { kind: 'saved', classifier },
        images: test.images,
        alike: null,
      },
      services,
    );
    scores[kind as RegressorKindName] = scoreValues(values, test.targets, run.seed);
  }
  return scores;
}
