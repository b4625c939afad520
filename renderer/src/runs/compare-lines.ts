import type { Series } from '../../../shared/contract/runs.ts';
import type { Line } from '../curves/curve-option.ts';

/** Measures that are compared, in this order; what else there is does not tell runs apart. */
export const comparedMeasures = [
  'loss',
  'knn',
  'effective_rank',
  'embedding_std',
  'held_out_loss',
  'learning_rate',
] as const;
export type ComparedMeasure = (typeof comparedMeasures)[number];

/** One line a run that has the measure; its colour is the run's place. */
export function linesOf(
  measure: ComparedMeasure,
  runs: readonly { run: number; series: readonly Series[] }[],
  nameOf: (run: number) => string,
): Line[] {
  return runs.flatMap(({ run, series }, color) => {
    const found = series.find(({ name }) => name === measure);
    if (found === undefined || found.steps.length === 0) return [];
    const { steps, values } = found;
    return [{ name: nameOf(run), steps, values, color, smoothed: measure === 'loss' }];
  });
}
