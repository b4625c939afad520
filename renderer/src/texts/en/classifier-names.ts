import type { ClassifierKindName } from '../../../../shared/classifier-kinds.ts';
import type { RegressorKindName } from '../../../../shared/regressor-kinds.ts';

/** The classifiers and regressors in two words at most, where settings and results of runs are listed. */
export const classifierNames: Readonly<Record<ClassifierKindName | RegressorKindName, string>> = {
  mean: 'Mean',
  linear: 'Linear',
  pixels: 'Pixels alone',
  patch_codes: 'Patch codes',
  frame_codes: 'Frame codes',
  columns: 'Columns alone',
  boosted_trees: 'Boosted trees',
  mfcc: 'MFCC statistics',
  tf_idf: 'Words alone',
  scratch: 'From scratch',
  nearest: 'Nearest',
  linear_probe: 'Linear probe',
  propagation: 'Propagation',
  combined: 'Combined',
  fine_tuned: 'Fine-tuned',
  self_trained: 'Self-trained',
};
