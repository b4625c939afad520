import type { Tensor, Variable } from '../../engine/tensorflow.ts';

/** How a parameter starts. `he`: normal, variance 2 / fan-in (He et al. 2015, eq. 10). */
type Initializer = 'he' | 'xavier' | 'zeros' | 'ones';

export interface ParameterSpec {
  /** Last part of the parameter's name: `kernel`, `gamma`, … */
  name: string;
  shape: readonly number[];
  initializer: Initializer;
  /** False for running statistics: the optimizer leaves them alone. */
  trainable: boolean;
}

interface LayerContext {
  /** Training mode: batch statistics are used and the running ones move. */
  training: boolean;
  /** The layer's parameter by the last part of its name. */
  parameter: (name: string) => Variable;
  /** Images come upside down, and go out so; see `turned.ts`. */
  turned: boolean;
}

/** A kind of layer: one file in this folder and one line in `index.ts`. Shapes have no batch axis. */
export interface LayerKind<Config> {
  outputShape(config: Config, inputs: readonly (readonly number[])[]): readonly number[];
  parameters(config: Config, inputs: readonly (readonly number[])[]): readonly ParameterSpec[];
  apply(config: Config, inputs: readonly Tensor[], context: LayerContext): Tensor;
  /** Images turned by 180° give the same result, turned likewise; see `turned.ts`. */
  turns?: true;
}

/** The one input of a layer that takes one. @throws {RangeError} when there are more or fewer */
export function only<T>(inputs: readonly T[]): T {
  const [first] = inputs;
  if (first === undefined || inputs.length !== 1) {
    throw new RangeError(`one input expected, got ${inputs.length}`);
  }
  return first;
}
