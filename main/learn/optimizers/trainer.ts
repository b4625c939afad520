import { type Tensor, tf, type Variable } from '../engine/tensorflow.ts';
import type { Network, Parameter } from '../models/network.ts';
import { type OptimizerName, optimizerRules } from './registry.ts';

/** A parameter's slot, saved as `network/node/parameter/slot`. */
interface Slot {
  name: string;
  variable: Variable;
}

/** What a step computes besides its loss: scalars to report. */
export interface StepLoss {
  loss: Tensor;
  metrics: Readonly<Record<string, Tensor>>;
}

/** Trains the parameters of some networks with one optimizer; owns the optimizer's state. */
export class Trainer {
  readonly #optimizer: OptimizerName;
  readonly #weightDecay: number;
  readonly #parameters: readonly Parameter[];
  readonly #slots = new Map<string, readonly Slot[]>();
  #count = 0;

  constructor(networks: readonly Network[], optimizer: OptimizerName, weightDecay: number) {
    this.#optimizer = optimizer;
    this.#weightDecay = weightDecay;
    this.#parameters = networks.flatMap((network) =>
      network.parameters.filter((parameter) => parameter.trainable),
    );
    for (const { name, variable } of this.#parameters) {
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

  /**
   * One update: forward, gradient, optimizer.
   * @param compute builds the loss; called once, inside a tidy
   * @returns the loss and the metrics as numbers; the loss is that before the update
   */
  step(
    learningRate: number,
    compute: () => StepLoss,
  ): { loss: number; metrics: Record<string, number> } {
    const kept = tf.tidy(() => {
      const metrics: Record<string, Tensor> = {};
      const variables = this.#parameters.map((parameter) => parameter.variable);
      const { value, grads } = tf.variableGrads(() => {
        const result = compute();
        for (const [name, metric] of Object.entries(result.metrics))
          metrics[name] = tf.keep(metric);
        return result.loss as never;
      }, variables as never);
      this.#count += 1;
      for (const { name, variable } of this.#parameters) {
        const gradient = grads[variable.name];
        // A parameter that the loss does not use (an encoder's last layer in inpainting) stays.
        if (gradient === undefined || gradient === null) continue;
        const slots = (this.#slots.get(name) ?? []).map((slot) => slot.variable);
        const decayed = variable.rank > 1;
        tf.tidy(() =>
          optimizerRules[this.#optimizer].update(variable, gradient as unknown as Tensor, slots, {
            learningRate,
            weightDecay: decayed ? this.#weightDecay : 0,
            count: this.#count,
          }),
        );
      }
      return { loss: value as unknown as Tensor, metrics };
    });
    const loss = readScalar(kept.loss);
    const metrics = Object.fromEntries(
      Object.entries(kept.metrics).map(([name, metric]) => [name, readScalar(metric)]),
    );
    tf.dispose([kept.loss, kept.metrics] as never);
    return { loss, metrics };
  }

  dispose(): void {
    for (const { variable } of this.slots) variable.dispose();
  }
}

function readScalar(x: Tensor): number {
  return x.dataSync()[0] ?? Number.NaN;
}
