import { baselineRegressors } from '../../shared/regressor-kinds.ts';
import type { JobResult, PredictionIntervalRecord } from '../../shared/training.ts';
import { recommendedSentence } from './recommended-sentence.ts';
import { regressorTitle, regressorTitles } from './regressor-titles.ts';
import { significant } from './significant.ts';

type Result = JobResult<'regress'>;

/** Says plainly which regressor is best and whether pretraining helped, and how sure that is. */
export function regressionSentence(
  result: Pick<Result, 'best' | 'scores' | 'lead' | 'pretraining' | 'chosen' | 'estimates'>,
): string {
  const { best, scores, pretraining } = result;
  if (best === null || scores === null) return untested(result);
  const score = scores[best];
  const explained = `it explains ${share(score?.r2.value ?? 0)} of how the numbers differ (R²)`;
  const off = `is off by ${significant(score?.rootMeanSquaredError.value ?? 0)} (RMSE)`;
  const verdict = baselineRegressors.includes(best)
    ? `A baseline wins: ${regressorTitles[best]}`
    : `Best: ${regressorTitles[best]}`;
  return [
    `${verdict}; ${explained} and ${off}.`,
    lead(result),
    helped(pretraining),
    recommendedSentence(result, regressorTitle),
  ]
    .filter((each) => each !== '')
    .join(' ');
}

function untested({ chosen, estimates }: Pick<Result, 'chosen' | 'estimates'>): string {
  const estimate = estimates[chosen.kind];
  const use = `By the labels themselves: ${regressorTitles[chosen.kind]}`;
  const how =
    estimate === undefined
      ? ''
      : `, off by ${significant(estimate.rootMeanSquaredError.value)} (RMSE) on ${estimate.samples} labels that were hidden from it, R² ${r2(estimate.r2.value)}`;
  return `No labelled test samples were given, so the errors on new ones are estimated. ${use}${how}.`;
}

/** Of the best over the next. */
function lead({ lead: leads }: Pick<Result, 'lead'>): string {
  const next = Object.entries(leads).sort((a, b) => a[1].difference - b[1].difference)[0];
  if (next === undefined) return '';
  const [kind, { difference, interval }] = next;
  const range = `95 % interval ${significant(interval[0])} to ${significant(interval[1])}, same test samples`;
  return interval[0] > 0
    ? `The next, ${regressorTitle(kind)}, is off by ${significant(difference)} more (${range}).`
    : `It is not clearly ahead of ${regressorTitle(kind)}: ${significant(difference)} (${range}).`;
}

function helped(pretraining: Result['pretraining']): string {
  if (pretraining === null) return '';
  const { baseline, difference, interval } = pretraining;
  const range = `95 % interval ${significant(interval[0])} to ${significant(interval[1])}`;
  const against = `against ${regressorTitles[baseline]}`;
  if (interval[0] > 0)
    return `Pretraining helped: its error is smaller by ${significant(difference)} ${against} (${range}).`;
  return interval[1] < 0
    ? `Pretraining did not help: its error is larger by ${significant(-difference)} ${against} (${range}).`
    : `Whether pretraining helped cannot be said: ${significant(difference)} ${against} (${range}).`;
}

/** What the interval around a value means, and what it was found on. */
export function intervalSentence(interval: PredictionIntervalRecord | null): string {
  if (interval === null)
    return 'It was tried on too few hidden labels to say how far off it may be.';
  const { coverage, halfWidth, tried } = interval;
  return `${share(coverage)} of new samples like the labelled ones should lie within ±${significant(halfWidth)} of what it says (by ${tried} labels that were hidden from it).`;
}

const share = (value: number): string => `${Math.round(100 * value)} %`;
/** R² as people write it. */
export const r2 = (value: number): string => value.toFixed(2);
