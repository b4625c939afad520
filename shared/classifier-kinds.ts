/** Ways to use the same labels, plainest first; `main/learn/finetune/kinds` makes them. */
export const classifierKindNames = [
  'pixels',
  'patch_codes',
  'scratch',
  'nearest',
  'linear_probe',
  'propagation',
  'combined',
  'fine_tuned',
  'self_trained',
] as const;
export type ClassifierKindName = (typeof classifierKindNames)[number];

/** Those that the pretrained encoder has no part in. */
export const baselineKinds: readonly ClassifierKindName[] = ['pixels', 'patch_codes', 'scratch'];
