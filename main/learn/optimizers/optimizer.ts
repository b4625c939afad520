import type { Tensor, Variable } from '../engine/tensorflow.ts';

/** An optimizer: one file in this folder and one line in `registry.ts`. */
export interface OptimizerRule {
  title: string;
  paper: string;
  /** Names of the tensors kept for each parameter, of its shape, starting at zero. */
  slots: readonly string[];
  /** Moves one parameter. Runs inside a `tf.tidy`; slots are assigned in place. */
  update(variable: Variable, gradient: Tensor, slots: readonly Variable[], step: UpdateStep): void;
}

interface UpdateStep {
  learningRate: number;
  /** Zero for biases and normalization parameters, which are not decayed. */
  weightDecay: number;
  /** 1 for the first update. */
  count: number;
}
