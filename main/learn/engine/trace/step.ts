import type { Tensor, Variable } from '../tensorflow.ts';
import type { BodyInputs } from './inputs.ts';

/** A variable with the name that it has in files and graphs: `network/node/parameter`. */
export interface NamedVariable {
  name: string;
  variable: Variable;
}

/** What a step computes: scalars. */
export interface StepValues {
  loss: Tensor;
  /** Further scalars to show, float32. */
  metrics: Readonly<Record<string, Tensor>>;
}

/** The same as numbers. */
export interface StepResult {
  /** Before the update. */
  loss: number;
  metrics: Record<string, number>;
}

/** A whole step, optimizer included, as a function of tensors. It may change variables. */
export type StepBody = (inputs: BodyInputs) => StepValues;
