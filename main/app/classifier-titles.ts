import type { ClassifierKindName } from '../../shared/classifier-kinds.ts';

/** The classifiers in words. */
export const classifierTitles: Readonly<Record<ClassifierKindName, string>> = {
  pixels: 'logistic regression on pixels',
  patch_codes: 'logistic regression on patch codes',
  frame_codes: 'logistic regression on codes of the mean frame and of movement',
  columns: 'logistic regression on the columns',
  boosted_trees: 'boosted trees on the columns',
  mfcc: 'logistic regression on statistics of the sound (MFCC)',
  tf_idf: 'logistic regression on weighted words (TF-IDF)',
  scratch: 'same network from scratch',
  nearest: 'nearest labelled sample',
  linear_probe: 'linear probe on the pretrained encoder',
  propagation: 'labels propagated between alike samples',
  combined: 'propagation and linear classifier together',
  fine_tuned: 'fine-tuned pretrained encoder',
  self_trained: 'self-trained network',
};

/** Of a name that may come from another version. */
export function titleOf(kind: string): string {
  return kind in classifierTitles ? classifierTitles[kind as ClassifierKindName] : kind;
}
