import { PretextError } from '../../shared/errors.ts';
import type { FinetuneOptions } from '../../shared/finetune-options.ts';
import { recommendedModel } from '../../shared/recommended-model.ts';
import type { Target } from '../../shared/target.ts';
import type { RunRow } from '../store/runs.ts';
import { type FinetuneChoice, type FinetuneOutcome, finetune } from './finetune.ts';
import type { Project } from './project.ts';
import { type RegressOutcome, regress } from './regress.ts';
import { regressionSentence } from './regression-sentences.ts';
import type { Services } from './services.ts';
import { winnerSentence } from './winner-sentence.ts';

export type TuneOutcome = ({ target: 'class' } & FinetuneOutcome) | RegressOutcome;

/** As they are asked for in the terminal. */
const flags: Readonly<Record<keyof FinetuneOptions, string>> = {
  selfTraining: '--self-training',
  consistency: '--consistency',
  mixup: '--mixup',
  averaging: '--averaging',
};

/** @throws {PretextError} `bad-usage` for what a fine-tuning on numbers cannot have */
export function checkOptions(target: Target, options: FinetuneOptions): void {
  if (target === 'class') return;
  const names = Object.keys(flags) as (keyof FinetuneOptions)[];
  const asked = names.filter((name) => options[name]).map((name) => flags[name]);
  if (asked.length === 0) return;
  throw new PretextError(
    'bad-usage',
    `The labels are numbers, and ${asked.join(', ')} ${asked.length === 1 ? 'is' : 'are'} for classes.`,
    { remedy: 'Leave that out, or let classes be learnt (--target class).' },
  );
}

/**
 * Trains all kinds of models on the labels, beside baselines: classifiers, or regressors where labels are numbers.
 * @throws {PretextError} `no-data` when there are too few labels; `bad-usage` as `checkOptions`
 */
export async function tune(
  project: Project,
  pretrained: RunRow,
  choice: FinetuneChoice,
  services: Services,
): Promise<TuneOutcome> {
  const { target } = project.dataset();
  checkOptions(target, choice);
  if (target === 'number') {
    return await regress(project, pretrained, choice.seed, services);
  }
  return { target: 'class', ...(await finetune(project, pretrained, choice, services)) };
}

/** The model to use when none is named. */
export function recommendedOf(outcome: TuneOutcome): string | null {
  return recommendedModel<string>(outcome.result);
}

/** Which model is best, and how sure that is. */
export function tuneSentence(outcome: TuneOutcome): string {
  return outcome.target === 'number'
    ? regressionSentence(outcome.result)
    : winnerSentence(outcome.result);
}
