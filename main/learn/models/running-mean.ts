import { type Tensor, tf, type Variable } from '../engine/tensorflow.ts';
import type { Parameter, Weights } from './network.ts';

/** The mean of vectors over the batches, the newest counting most: state that a checkpoint holds beside the weights. */
export class RunningMean implements Weights {
  readonly parameters: readonly Parameter[];
  readonly value: Variable;
  readonly #momentum: number;

  /** @param momentum share of the old mean that stays at each batch */
  constructor(name: string, features: number, momentum: number) {
    const zeros = tf.zeros([features]);
    this.value = tf.variable(zeros, false) as unknown as Variable;
    zeros.dispose();
    this.parameters = [{ name: `${name}/value`, trainable: false, variable: this.value }];
    this.#momentum = momentum;
  }

  /** value ← m · value + (1 − m) · mean of the rows. @param rows `[batch, features]` */
  add(rows: Tensor): void {
    const mean = rows.mean(0).mul(1 - this.#momentum);
    this.value.assign(this.value.mul(this.#momentum).add(mean) as never);
  }

  dispose(): void {
    this.value.dispose();
  }
}
