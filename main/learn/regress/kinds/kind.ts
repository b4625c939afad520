import type { TrainingHooks } from '../../finetune/kinds/kind.ts';
import type { RegressionBench } from '../bench.ts';
import type { RegressionTrial, TrainedRegressor } from '../trained-regressor.ts';

/** A way to make a regressor of a pool with a few numbers: one file here and one line in `registry.ts`. */
export interface RegressorKind {
  /** @returns null when there are too few labels for it */
  train(bench: RegressionBench, hooks: TrainingHooks): Promise<TrainedRegressor | null>;
}

/** A trial of all labels. */
export function trialOfAll(values: Float32Array | null): RegressionTrial | null {
  return values && { tried: Int32Array.from(values.keys()), values };
}
