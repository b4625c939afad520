import { type Tensor, tf, type Variable } from './tensorflow.ts';
import { type FedValues, feedOf, type InputSpec } from './trace/inputs.ts';
import type { NamedVariable, StepBody, StepResult, StepValues } from './trace/step.ts';
import { TracedStep } from './trace/traced-step.ts';

export type { NamedVariable, StepResult, StepValues } from './trace/step.ts';

/** A step's inputs as tensors, and numbers that change from step to step as scalars. */
export interface StepContext {
  inputs: Readonly<Record<string, Tensor>>;
  /** int32: the step's number, from 0; random numbers are drawn from it. */
  step: Tensor;
}

/** One of a step's inputs. @throws {RangeError} when it has none of that name */
export function inputOf(inputs: StepContext['inputs'], name: string): Tensor {
  const input = inputs[name];
  if (input === undefined) throw new RangeError(`no input "${name}" for this step`);
  return input;
}

/** What moves the variables. */
export interface StepOptimizer {
  /** What it moves. */
  readonly parameters: readonly Variable[];
  /** Numbers that the next update needs besides the learning rate, by name. */
  nextNumbers(): Readonly<Record<string, number>>;
  /** Moves the parameters; called once a step. A gradient is null where the loss does not use the parameter. */
  update(
    gradients: readonly (Tensor | null)[],
    numbers: Readonly<Record<string, Tensor>> & { learningRate: Tensor },
  ): void;
  /** Called after each step that was done. */
  countUpdate(): void;
}

/** Scalars of a step, by name: what was given to `run` as `more`. */
type StepNumbers = Readonly<Record<string, Tensor>>;

export interface CompileOptions {
  /** Each input's type and shape, the batch first. */
  inputs: Readonly<Record<string, InputSpec>>;
  /** Everything that a step may change or read and that outlives it: weights, running statistics, optimizer state. */
  variables: readonly NamedVariable[];
  optimizer: StepOptimizer;
  /** Called after the optimizer's update, as part of the step: for variables that follow others. */
  afterUpdate?: ((numbers: StepNumbers) => void) | undefined;
  /** Run operation by operation: slower; for what a graph cannot express, and to check graphs by. */
  eager?: boolean;
  /** What becomes of a batch of another shape: a graph of its own, or nothing (`run` gives null). Default: `trace`. */
  otherShapes?: 'trace' | 'drop';
}

interface RunNumbers {
  learningRate: number;
  /** The step's number, from 0. */
  step: number;
  /** Further numbers that `afterUpdate` needs; the same names at each step. */
  more?: Readonly<Record<string, number>>;
}

/** A training step that can be run again and again. Dispose of it when done. */
export interface CompiledStep {
  /** `graph`: one native call a step. `eager`: one an operation. */
  readonly path: 'graph' | 'eager';
  /**
   * One step: forward, gradients, optimizer.
   * @returns null for a batch of another shape that is dropped
   * @throws {PretextError} `untraceable` at the first batch of a shape; `training-failed`
   */
  run(batch: FedValues, numbers: RunNumbers): StepResult | null;
  /** Brings the variables up to date with what steps have made of them. */
  readWeights(): void;
  /** Takes over what was assigned to the variables. */
  writeWeights(): void;
  dispose(): void;
}

/**
 * Makes a training step: `compute` and its gradients, followed by the optimizer, as one TensorFlow graph. It is
 * written in plain tfjs, run once with the first batch to see its operations, and from then on replayed by
 * TensorFlow alone, with the variables kept inside. `compute` must therefore do the same operations
 * each time: what changes from step to step comes in as inputs, the step's number and the learning rate.
 */
export function compileStep(
  compute: (context: StepContext) => StepValues,
  options: CompileOptions,
): CompiledStep {
  const body = bodyOf(compute, options);
  return options.eager === true ? new EagerStep(body, options) : new GraphSteps(body, options);
}

/** A step as a function of tensors alone. */
function bodyOf(
  compute: (context: StepContext) => StepValues,
  { optimizer, afterUpdate }: CompileOptions,
): StepBody {
  return ({ inputs, numbers }) => {
    const { step, learningRate, ...others } = numbers;
    if (step === undefined || learningRate === undefined) throw new RangeError('no step number');
    const kept: { metrics: Readonly<Record<string, Tensor>> } = { metrics: {} };
    const { value, grads } = tf.variableGrads(() => {
      const { loss, metrics } = compute({ inputs, step });
      for (const metric of Object.values(metrics)) tf.keep(metric);
      kept.metrics = metrics;
      return loss as never;
    }, optimizer.parameters as never);
    const gradients = optimizer.parameters.map(
      (parameter) => (grads[parameter.name] as Tensor | undefined) ?? null,
    );
    optimizer.update(gradients, { ...others, learningRate });
    afterUpdate?.(others);
    return { loss: value as unknown as Tensor, metrics: kept.metrics };
  };
}

function numbersOf({ learningRate, step, more }: RunNumbers, optimizer: StepOptimizer) {
  return { learningRate, ...optimizer.nextNumbers(), ...more, step };
}

class EagerStep implements CompiledStep {
  readonly path = 'eager';
  readonly #body: StepBody;
  readonly #options: CompileOptions;

  constructor(body: StepBody, options: CompileOptions) {
    this.#body = body;
    this.#options = options;
  }

  run(batch: FedValues, numbers: RunNumbers): StepResult | null {
    const { inputs, optimizer, otherShapes } = this.#options;
    const feed = feedOf(inputs, batch, numbersOf(numbers, optimizer));
    if (!feed.isExpected && otherShapes === 'drop') return null;
    const { loss, metrics } = tf.tidy(() => {
      const values = this.#body(feed.toTensors());
      return { loss: values.loss, metrics: { ...values.metrics } };
    });
    optimizer.countUpdate();
    const result = {
      loss: scalarOf(loss),
      metrics: Object.fromEntries(
        Object.entries(metrics).map(([name, metric]) => [name, scalarOf(metric)]),
      ),
    };
    tf.dispose([loss, metrics] as never);
    return result;
  }

  readWeights(): void {
    // The variables are the truth here.
  }

  writeWeights(): void {
    // The next step reads them.
  }

  dispose(): void {
    // Nothing of its own.
  }
}

/** One graph for each shape of batch; the variables are in the one that ran last. */
class GraphSteps implements CompiledStep {
  readonly path = 'graph';
  readonly #body: StepBody;
  readonly #options: CompileOptions;
  readonly #byShape = new Map<string, TracedStep>();
  #current: TracedStep | undefined;

  constructor(body: StepBody, options: CompileOptions) {
    this.#body = body;
    this.#options = options;
  }

  run(batch: FedValues, numbers: RunNumbers): StepResult | null {
    const { inputs, variables, optimizer, otherShapes } = this.#options;
    const feed = feedOf(inputs, batch, numbersOf(numbers, optimizer));
    if (!feed.isExpected && otherShapes === 'drop') return null;
    const known = this.#byShape.get(feed.shapeKey);
    if (known === undefined || known !== this.#current) this.readWeights();
    const step = known ?? new TracedStep(this.#body, variables, feed);
    if (step !== this.#current) {
      step.write();
      this.#byShape.set(feed.shapeKey, step);
      this.#current = step;
    }
    const result = step.run(feed);
    optimizer.countUpdate();
    return result;
  }

  readWeights(): void {
    this.#current?.read();
  }

  writeWeights(): void {
    this.#current?.write();
  }

  dispose(): void {
    for (const step of this.#byShape.values()) step.dispose();
    this.#byShape.clear();
    this.#current = undefined;
  }
}

function scalarOf(x: Tensor): number {
  return x.dataSync()[0] ?? Number.NaN;
}
