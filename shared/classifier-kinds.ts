import type { DataKindName } from './sample-spec.ts';

/** Ways to use the same labels, plainest first; `main/learn/finetune/kinds` makes them. */
export const classifierKindNames = [
  'pixels',
  'patch_codes',
  'frame_codes',
  'columns',
  'boosted_trees',
  'mfcc',
  'tf_idf',
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
export const baselineKinds: readonly ClassifierKindName[] = [
  'pixels',
  'patch_codes',
  'frame_codes',
  'columns',
  'boosted_trees',
  'mfcc',
  'tf_idf',
  'scratch',
];

/** Those that are for some kinds of data alone. */
const onlyFor: Partial<Record<ClassifierKindName, readonly DataKindName[]>> = {
  pixels: ['images', 'video'],
  patch_codes: ['images'],
  frame_codes: ['video'],
  columns: ['tables'],
  boosted_trees: ['tables'],
  mfcc: ['audio'],
  tf_idf: ['text'],
};

/** Ways to use labels of a kind of data, plainest first. */
export function classifierKindsFor(kind: DataKindName): ClassifierKindName[] {
  return classifierKindNames.filter((name) => onlyFor[name]?.includes(kind) ?? true);
}
