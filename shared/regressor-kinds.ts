import type { DataKindName } from './sample-spec.ts';

/** Ways to learn a number from the same labels, plainest first; `main/learn/regress/kinds` makes them. */
export const regressorKindNames = [
  'mean',
  'linear',
  'boosted_trees',
  'scratch',
  'nearest',
  'linear_probe',
  'fine_tuned',
  'combined',
] as const;
export type RegressorKindName = (typeof regressorKindNames)[number];

/** Those that the pretrained encoder has no part in. */
export const baselineRegressors: readonly RegressorKindName[] = [
  'mean',
  'linear',
  'boosted_trees',
  'scratch',
];

/** Ways to learn a number from a kind of data, plainest first. */
export function regressorKindsFor(kind: DataKindName): RegressorKindName[] {
  return regressorKindNames.filter((name) => name !== 'boosted_trees' || kind === 'tables');
}
