import type { TrialRecord } from '../../shared/training.ts';

/** A trial in one line: `simclr: 38 steps in 5 s; other view found 13.1 %, …`. */
export function trialLine({ method, steps, seconds, state, measures }: TrialRecord): string {
  const head = `${method}: ${steps} steps in ${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  if (measures === null) return `${head}; training broke down`;
  const { retrieval, knn, effectiveRank, alignment, uniformity } = measures;
  const figures = [
    `other view found ${percent(retrieval)}`,
    ...(knn === null ? [] : [`kNN ${percent(knn)}`]),
    `alignment ${figure(alignment, 2)}`,
    `uniformity ${figure(uniformity, 2)}`,
    `effective rank ${figure(effectiveRank, 0)}`,
  ];
  return `${head}; ${figures.join(', ')}${state === 'collapsed' ? '; collapsed' : ''}`;
}

const figure = (value: number | null, digits: number): string => value?.toFixed(digits) ?? '–';
const percent = (share: number | null): string =>
  share === null ? '–' : `${(100 * share).toFixed(1)} %`;
