import type { Tensor } from '../engine/tensorflow.ts';
import { logitsOf, type Stage } from '../finetune/stages.ts';

/** Anything that gives a number to samples: one stage after another. */
export interface Regressor {
  /** The first takes samples as networks do; the last gives `[1]`, the value. */
  readonly stages: readonly Stage[];
}

/** @param samples as networks take them, the batch first @returns `[batch, 1]` */
export function valuesOf(regressor: Regressor, samples: Tensor): Tensor {
  return logitsOf(regressor, samples, false);
}
