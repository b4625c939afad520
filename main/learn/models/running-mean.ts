import { type Tensor, tf, type Variable } from '../engine/tensorflow.ts';
import { type Parameter, renameParameters, type Weights } from './network.ts';

/**
 * The mean of vectors over the batches, the newest counting most: state that a checkpoint holds beside the weights.
 * Right from the first batch on: the sum is divided by the weights in it (as Adam does, arXiv 1412.6980, section 3).
 */
export class RunningMean implements Weights {
  readonly parameters: readonly Parameter[];
  #name: string;
  readonly #sum: Variable;
  readonly #weight: Variable;
  readonly #momentum: number;

  /** @param momentum share of the old mean that stays at each batch */
  constructor(name: string, features: number, momentum: number) {
    this.#name = name;
    const zeros = (size: number): Variable => {
      const start = tf.zeros([size]);
      const variable = tf.variable(start, false) as unknown as Variable;
      start.dispose();
      return variable;
    };
    this.#sum = zeros(features);
    this.#weight = zeros(1);
    this.#momentum = momentum;
    this.parameters = [
      { name: `${name}/sum`, trainable: false, variable: this.#sum },
      { name: `${name}/weight`, trainable: false, variable: this.#weight },
    ];
  }

  get name(): string {
    return this.#name;
  }

  rename(name: string): void {
    renameParameters(this.parameters, this.#name, name);
    this.#name = name;
  }

  /** `[features]`; zeros before the first batch. */
  get value(): Tensor {
    return this.#sum.div(this.#weight.maximum(1e-6));
  }

  /** @param rows `[batch, features]` */
  add(rows: Tensor): void {
    const rest = 1 - this.#momentum;
    this.#sum.assign(this.#sum.mul(this.#momentum).add(rows.mean(0).mul(rest)) as never);
    this.#weight.assign(this.#weight.mul(this.#momentum).add(rest) as never);
  }

  dispose(): void {
    this.#sum.dispose();
    this.#weight.dispose();
  }
}
