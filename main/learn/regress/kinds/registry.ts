import type { RegressorKindName } from '../../../../shared/regressor-kinds.ts';
import { boostedTrees } from './boosted-trees.ts';
import { combined } from './combined.ts';
import { fineTuned } from './fine-tuned.ts';
import type { RegressorKind } from './kind.ts';
import { linear } from './linear.ts';
import { linearProbe } from './linear-probe.ts';
import { mean } from './mean.ts';
import { nearest } from './nearest.ts';
import { scratch } from './scratch.ts';

/** Every way to learn a number from the same labels, one line each. */
export const regressorKinds = {
  mean,
  linear,
  boosted_trees: boostedTrees,
  scratch,
  nearest,
  linear_probe: linearProbe,
  fine_tuned: fineTuned,
  combined,
} satisfies Record<RegressorKindName, RegressorKind>;
