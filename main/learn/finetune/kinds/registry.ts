import type { ClassifierKindName } from '../../../../shared/classifier-kinds.ts';
import { boostedTrees } from './boosted-trees.ts';
import { combined } from './combined.ts';
import { fineTuned } from './fine-tuned.ts';
import type { ClassifierKind } from './kind.ts';
import { columns, frameCodes, mfcc, patchCodes, tfIdf } from './linear-of-cheap.ts';
import { linearProbe } from './linear-probe.ts';
import { nearest } from './nearest.ts';
import { pixels } from './pixels.ts';
import { propagation } from './propagation.ts';
import { scratch } from './scratch.ts';
import { selfTrained } from './self-trained.ts';

/** Every way to use the same labels, one line each. */
export const classifierKinds = {
  pixels,
  patch_codes: patchCodes,
  frame_codes: frameCodes,
  columns,
  boosted_trees: boostedTrees,
  mfcc,
  tf_idf: tfIdf,
  scratch,
  nearest,
  linear_probe: linearProbe,
  propagation,
  combined,
  fine_tuned: fineTuned,
  self_trained: selfTrained,
} satisfies Record<ClassifierKindName, ClassifierKind>;
