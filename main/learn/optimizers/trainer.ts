import {
  type CompiledStep,
  type CompileOptions,
  compileStep,
  type NamedVariable,
  type StepContext,
  type StepOptimizer,
  type StepValues,
} from '../engine/compile-step.ts';
import { releaseResources } from '../engine/resource-update.ts';
import { type Tensor, tf, type Variable } from '../engine/tensorflow.ts';
import type { Parameter, Weights } from '../models/network.ts';
import { type OptimizerName, optimizerRules } from './registry.ts';

/** A parameter's slot, saved as `network/node/parameter/slot`. */
interface Slot {
  name: string;
  variable: Variable;
}

/** Trains the parameters of some networks with one optimizer; owns the optimizer's state. */
export class Trainer implements StepOptimizer {
  /** What it moves. */
  readonly parameters: readonly Variable[];
  readonly #optimizer: OptimizerName;
  readonly #weightDecay: number;
  readonly #named: readonly Parameter[];
  readonly #weights: readonly NamedVariable[];
  readonly #slots = new Map<string, readonly Slot[]>();
  #count = 0;

  constructor(networks: readonly Weights[], optimizer: OptimizerName, weightDecay: number) {
    this.#optimizer = optimizer;
    this.#weightDecay = weightDecay;
    this.#weights = networks.flatMap((network) => network.parameters);
    this.#named = networks.flatMap((network) =>
      network.parameters.filter((parameter) => parameter.trainable),
    );
    this.parameters = this.#named.map(({ variable }) => variable);
    for (const { name, variable } of this.#named) {
      this.#slots.set(
        name,
        optimizerRules[optimizer].slots.map((slot) => {
          const zeros = tf.zerosLike(variable);
          const kept = tf.variable(zeros, false) as unknown as Variable;
          zeros.dispose();
          return { name: `${name}/${slot}`, variable: kept };
        }),
      );
    }
  }

  /** Updates done so far. */
  get count(): number {
    return this.#count;
  }

  set count(value: number) {
    this.#count = value;
  }

  /** The optimizer's state, in the order of the parameters. */
  get slots(): readonly Slot[] {
    return [...this.#slots.values()].flat();
  }

  /** In the order of `parameters`. */
  update(
    gradients: readonly (Tensor | null)[],
    numbers: Readonly<Record<string, Tensor>> & { learningRate: Tensor },
  ): void {
    for (const [i, { name, variable }] of this.#named.entries()) {
      const gradient = gradients[i] ?? null;
      // A parameter that the loss does not use (an encoder's last layer in inpainting) stays.
      if (gradient === null) continue;
      const slots = (this.#slots.get(name) ?? []).map((slot) => slot.variable);
      const isDecayed = variable.rank > 1;
      optimizerRules[this.#optimizer].update(variable, gradient, slots, {
        numbers,
        weightDecay: isDecayed ? this.#weightDecay : 0,
      });
    }
  }

  nextNumbers(): Readonly<Record<string, number>> {
    return optimizerRules[this.#optimizer].numbers(this.#count + 1);
  }

  countUpdate(): void {
    this.#count += 1;
  }

  /**
   * The training step of these networks: see `compileStep`.
   * @param compute builds the loss
   */
  compile(
    compute: (context: StepContext) => StepValues,
    options: Pick<CompileOptions, 'inputs' | 'eager' | 'otherShapes' | 'afterUpdate'>,
  ): CompiledStep {
    return compileStep(compute, {
      ...options,
      variables: [...this.#weights, ...this.slots],
      optimizer: this,
    });
  }

  dispose(): void {
    const slots = this.slots.map(({ variable }) => variable);
    releaseResources([...this.parameters, ...slots]);
    for (const slot of slots) slot.dispose();
  }
}
