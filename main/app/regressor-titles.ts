import type { RegressorKindName } from '../../shared/regressor-kinds.ts';

/** The regressors in words. */
export const regressorTitles: Readonly<Record<RegressorKindName, string>> = {
  mean: 'the mean of the labels, whatever the sample',
  linear: 'ridge regression on plain features',
  boosted_trees: 'boosted trees on the columns',
  scratch: 'same network from scratch',
  nearest: 'mean of alike samples, by the pretrained encoder',
  linear_probe: 'ridge regression on the pretrained encoder',
  fine_tuned: 'fine-tuned pretrained encoder',
  combined: 'weighted mean of the others',
};

/** Of a name that may come from another version. */
export function regressorTitle(kind: string): string {
  return kind in regressorTitles ? regressorTitles[kind as RegressorKindName] : kind;
}
