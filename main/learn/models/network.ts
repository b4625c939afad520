import { mixSeed } from '../data/seeded.ts';
import { StepRandom } from '../engine/random.ts';
import { type Tensor, tf, type Variable } from '../engine/tensorflow.ts';
import { type Graph, graphInput, kindOf, shapeOf } from './graph.ts';
import type { ParameterSpec } from './layers/layer.ts';
import { canTurn, turn } from './turned.ts';

export interface Parameter {
  /** `network/node/parameter`, such as `encoder/conv1_conv/kernel`: the same in every file. */
  name: string;
  trainable: boolean;
  variable: Variable;
}

/** Parameters that are trained, saved and disposed of together. */
export interface Weights {
  /** What its parameters' names begin with. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Gives it and its parameters another name, with the values that they have. */
  rename(name: string): void;
  dispose(): void;
}

/** @param from what their names begin with */
export function renameParameters(parameters: readonly Parameter[], from: string, to: string): void {
  for (const parameter of parameters) parameter.name = `${to}${parameter.name.slice(from.length)}`;
}

/** What is made of a node's value before it goes on. @param kind of the node, as the graph says it */
export type AfterNode = (kind: string, value: Tensor) => Tensor;

/** A graph with parameters: what is trained, run, saved and exported. */
export class Network implements Weights {
  readonly graph: Graph;
  /** In the order of the graph. */
  readonly parameters: readonly Parameter[];
  readonly #byName = new Map<string, Parameter>();
  readonly #turned: boolean;
  #name: string;

  /**
   * Makes the parameters, initialized from the seed and each parameter's name.
   * @param frozen no optimizer moves them
   */
  constructor(name: string, graph: Graph, seed: number, frozen = false) {
    this.#name = name;
    this.graph = graph;
    this.#turned = canTurn(graph);
    const parameters: Parameter[] = [];
    for (const node of graph.nodes) {
      const inputs = node.inputs.map((input) => shapeOf(graph, input));
      for (const spec of kindOf(node).parameters(node.config, inputs)) {
        const parameterName = `${name}/${node.name}/${spec.name}`;
        const start = initialValue(spec, mixSeed(seed, parameterName));
        // tfjs keeps variables' names globally; a second network of a name must be possible.
        const trainable = spec.trainable && !frozen;
        const variable = tf.variable(start, trainable) as unknown as Variable;
        start.dispose();
        parameters.push({ name: parameterName, trainable, variable });
      }
    }
    this.parameters = parameters;
    for (const parameter of parameters) this.#byName.set(parameter.name, parameter);
  }

  get name(): string {
    return this.#name;
  }

  rename(name: string): void {
    this.#byName.clear();
    renameParameters(this.parameters, this.#name, name);
    for (const parameter of this.parameters) this.#byName.set(parameter.name, parameter);
    this.#name = name;
  }

  /** Takes another network's parameters in the place of its own; both have the same graph. */
  useParametersOf(other: Network): void {
    for (const parameter of this.parameters) {
      parameter.variable.dispose();
      parameter.variable = other.parameter(parameter.name);
    }
  }

  /**
   * Copies the values of another network's parameters to those of its own nodes that have the same names.
   * @param prefix of their names here
   */
  copyFrom(other: Network, prefix = ''): void {
    for (const { name, variable } of other.parameters) {
      const own = name.slice(other.name.length + 1);
      this.#byName.get(`${this.#name}/${prefix}${own}`)?.variable.assign(variable as never);
    }
  }

  /** @param last last part of the parameter's name */
  parameterOf(node: string, last: string): Variable {
    return this.parameter(`${this.#name}/${node}/${last}`);
  }

  parameter(name: string): Variable {
    const parameter = this.#byName.get(name);
    if (parameter === undefined) throw new RangeError(`no parameter "${name}"`);
    return parameter.variable;
  }

  /**
   * Runs the graph.
   * @param input `[batch, ...inputShape]`
   * @param training batch statistics are used and the running ones move
   * @param after what is made of each node's value; nothing when left out
   * @returns the output of each node asked for, by default the last: `[batch, ...shape]`
   */
  apply(input: Tensor, training: boolean): Tensor;
  apply(input: Tensor, training: boolean, wanted: readonly string[], after?: AfterNode): Tensor[];
  apply(
    input: Tensor,
    training: boolean,
    wanted?: readonly string[],
    after?: AfterNode,
  ): Tensor | Tensor[] {
    const { output } = this.graph;
    const results = this.#run(graphInput, input, training, wanted ?? [output], after);
    return wanted === undefined ? (results[0] as Tensor) : results;
  }

  /**
   * Runs what comes after a node, on a value in the place of its own; of tokens, a part will do.
   * @param value `[batch, …]`
   * @param wanted a node after it
   */
  applyAfter(node: string, value: Tensor, training: boolean, wanted: string): Tensor {
    return this.#run(node, value, training, [wanted])[0] as Tensor;
  }

  #run(
    start: string,
    input: Tensor,
    training: boolean,
    wanted: readonly string[],
    after?: AfterNode,
  ): Tensor[] {
    const turned = this.#turned;
    const values = new Map<string, Tensor>([[start, turned ? turn(input) : input]]);
    const value = (name: string): Tensor => {
      const tensor = values.get(name);
      if (tensor === undefined) throw new RangeError(`no node "${name}" in ${this.name}`);
      return tensor;
    };
    const from = this.graph.nodes.findIndex(({ name }) => name === start) + 1;
    for (const node of this.graph.nodes.slice(from)) {
      // Nothing is computed that nobody asked for.
      if (wanted.every((name) => values.has(name))) break;
      const output = kindOf(node).apply(node.config, node.inputs.map(value), {
        training,
        turned,
        parameter: (last) => this.parameterOf(node.name, last),
      });
      values.set(node.name, after === undefined ? output : after(node.kind, output));
    }
    return wanted.map((name) => (turned ? turn(value(name)) : value(name)));
  }

  dispose(): void {
    for (const { variable } of this.parameters) variable.dispose();
  }
}

function initialValue(spec: ParameterSpec, seed: number): Tensor {
  const shape = [...spec.shape];
  if (spec.initializer === 'zeros') return tf.zeros(shape);
  if (spec.initializer === 'ones') return tf.ones(shape);
  const fanIn = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const fanOut = shape.at(-1) ?? 1;
  const deviation =
    spec.initializer === 'he' ? Math.sqrt(2 / fanIn) : Math.sqrt(2 / (fanIn + fanOut));
  return tf.tidy(() => new StepRandom(seed, 0).normal(shape).mul(deviation));
}
