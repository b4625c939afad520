import { recommendedModel } from '../../shared/recommended-model.ts';
import type { RunRow } from '../store/runs.ts';
import { type FinetuneChoice, type FinetuneOutcome, finetune } from './finetune.ts';
import type { Project } from './project.ts';
import { type RegressOutcome, regress } from './regress.ts';
import { regressionSentence } from './regression-sentences.ts';
import type { Services } from './services.ts';
import { winnerSentence } from './winner-sentence.ts';

export type TuneOutcome = ({ target: 'class' } & FinetuneOutcome) | RegressOutcome;

/**
 * Trains all kinds of models on the labels, beside baselines: classifiers, or regressors where labels are numbers, which what is asked for
 * besides does not concern.
 * @throws {PretextError} `no-data` when there are too few labels
 */
export async function tune(
  project: Project,
  pretrained: RunRow,
  choice: FinetuneChoice,
  services: Services,
): Promise<TuneOutcome> {
  if (project.dataset().target === 'number') {
    return await regress(project, pretrained, choice.seed, services);
  }
  return { target: 'class', ...(await finetune(project, pretrained, choice, services)) };
}

/** The model to use when none is named. */
export function recommendedOf(outcome: TuneOutcome): string | null {
  return outcome.target === 'number'
    ? recommendedModel(outcome.result)
    : recommendedModel(outcome.result);
}

/** Which model is best, and how sure that is. */
export function tuneSentence(outcome: TuneOutcome): string {
  return outcome.target === 'number'
    ? regressionSentence(outcome.result)
    : winnerSentence(outcome.result);
}
