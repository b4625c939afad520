import type { TrainingHooks } from '../../finetune/kinds/kind.ts';
import type { RegressionBench } from '../bench.ts';
import type { Regressor } from '../regressor.ts';

/** A way to make a regressor of a pool with a few numbers: one file here and one line in `registry.ts`. */
export interface RegressorKind {
  /** @returns null when there are too few labels for it */
  train(bench: RegressionBench, hooks: TrainingHooks): Promise<TrainedRegressor | null>;
}

interface TrainedRegressor {
  /** The caller disposes of it. */
  regressor: Regressor;
  /** Null when there are too few labels to try it on. */
  trial: RegressionTrial | null;
}

/** What a regressor says of labelled samples when it is trained without their labels. */
export interface RegressionTrial {
  /** Positions of those samples among the labelled ones. */
  tried: Int32Array;
  /** `[tried]` */
  values: Float32Array;
}

/** A trial of all labels. */
export function trialOfAll(values: Float32Array | null): RegressionTrial | null {
  return values && { tried: Int32Array.from(values.keys()), values };
}
