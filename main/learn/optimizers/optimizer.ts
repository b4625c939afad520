import type { Tensor, Variable } from '../engine/tensorflow.ts';

/** An optimizer: one file in this folder and one line in `registry.ts`. */
export interface OptimizerRule {
  title: string;
  paper: string;
  /** Names of the tensors kept for each parameter, of its shape, starting at zero. */
  slots: readonly string[];
  /** What the update of a number (1 for the first) needs besides the learning rate. */
  numbers(count: number): Readonly<Record<string, number>>;
  /**
   * Moves one parameter and its slots. It may use plain tfjs and `assign`, or a kernel that changes them in
   * place (`resourceUpdate`), which is faster. Runs inside a `tf.tidy`.
   */
  update(variable: Variable, gradient: Tensor, slots: readonly Variable[], step: UpdateStep): void;
}

export interface UpdateStep {
  /** Scalars: `learningRate`, and those of `numbers`. */
  numbers: Readonly<Record<string, Tensor>>;
  /** Zero for biases and normalization parameters, which are not decayed. */
  weightDecay: number;
}

/** One of a step's numbers. @throws {RangeError} when it has none of that name */
export function numberOf({ numbers }: UpdateStep, name: string): Tensor {
  const number = numbers[name];
  if (number === undefined) throw new RangeError(`no number "${name}" for this update`);
  return number;
}
