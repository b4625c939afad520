/** Ways to learn a number from the same labels, plainest first; `main/learn/regress/kinds` makes them. */
export const regressorKindNames = [
  'mean',
  'linear',
  'boosted_trees',
  'nearest',
  'linear_probe',
  'fine_tuned',
] as const;
export type RegressorKindName = (typeof regressorKindNames)[number];
