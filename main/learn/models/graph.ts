import { type LayerConfig, type LayerKindName, layerKinds } from './layers/index.ts';
import type { LayerKind } from './layers/layer.ts';

/**
 * A network as data: a list of layers in the order they run. One description serves
 * training, inference and every exporter, so a new model needs no export code.
 */

type NodeOf<Name extends LayerKindName> = {
  kind: Name;
  /** Unique in the graph; the parameters' names start with it. */
  name: string;
  inputs: readonly string[];
  config: LayerConfig<Name>;
};
export type GraphNode = { [Name in LayerKindName]: NodeOf<Name> }[LayerKindName];

/** Name of a graph's input. */
export const graphInput = 'input';

export interface Graph {
  /** Shape of one input, without the batch axis. */
  inputShape: readonly number[];
  nodes: readonly GraphNode[];
  /** Name of the last node. */
  output: string;
  /** Shapes by node name, without the batch axis. */
  shapes: ReadonlyMap<string, readonly number[]>;
}

/** The kind of a node, for code that treats all kinds alike. */
export function kindOf(node: GraphNode): LayerKind<GraphNode['config']> {
  return layerKinds[node.kind] as LayerKind<GraphNode['config']>;
}

export function shapeOf(graph: Graph, name: string): readonly number[] {
  const shape = graph.shapes.get(name);
  if (shape === undefined) throw new RangeError(`no node "${name}" in the graph`);
  return shape;
}

/** Builds a graph layer by layer; each call returns the new node's name. */
export class GraphBuilder {
  readonly #inputShape: readonly number[];
  readonly #nodes: GraphNode[] = [];
  readonly #shapes = new Map<string, readonly number[]>();

  /** @param inputShape one input, without the batch axis */
  constructor(inputShape: readonly number[]) {
    this.#inputShape = inputShape;
    this.#shapes.set(graphInput, inputShape);
  }

  /** @throws {RangeError} when the name is taken or an input is unknown or of a wrong shape */
  add<Name extends LayerKindName>(
    kind: Name,
    name: string,
    inputs: readonly string[],
    config: LayerConfig<Name>,
  ): string {
    if (this.#shapes.has(name)) throw new RangeError(`two nodes named "${name}"`);
    const shapes = inputs.map((input) => {
      const shape = this.#shapes.get(input);
      if (shape === undefined) throw new RangeError(`"${name}" uses the unknown node "${input}"`);
      return shape;
    });
    const node = { kind, name, inputs, config } as unknown as GraphNode;
    this.#shapes.set(name, kindOf(node).outputShape(node.config, shapes));
    this.#nodes.push(node);
    return name;
  }

  /** Convolution without bias, batch normalization and, unless turned off, ReLU. */
  convBlock(
    name: string,
    input: string,
    config: { filters: number; kernel: number; stride: 1 | 2 },
    activate = true,
  ): string {
    const conv = this.add('conv2d', `${name}_conv`, [input], { ...config, bias: false });
    const normalized = this.add('batchNorm', `${name}_bn`, [conv], {});
    return activate ? this.add('relu', `${name}_relu`, [normalized], {}) : normalized;
  }

  /**
   * Adds nodes of another graph.
   * @param prefix of their names here
   * @param last its last node that is wanted; its output when left out
   * @param input the node here that it takes for its input, of the same shape; this graph's input when left out
   * @returns the name of that last node here
   */
  include(
    { inputShape, nodes, output }: Graph,
    prefix = '',
    last = output,
    input = graphInput,
  ): string {
    const shape = this.#shapes.get(input) ?? [];
    if (inputShape.join() !== shape.join()) {
      throw new RangeError(
        `a graph of [${inputShape.join()}] cannot join one of [${shape.join()}]`,
      );
    }
    const named = (name: string): string => (name === graphInput ? input : `${prefix}${name}`);
    const end = nodes.findIndex(({ name }) => name === last) + 1;
    for (const { kind, name, inputs, config } of nodes.slice(0, end))
      this.add(kind, named(name), inputs.map(named), config as never);
    return named(last);
  }

  build(): Graph {
    const output = this.#nodes.at(-1)?.name;
    if (output === undefined) throw new RangeError('a graph needs a layer');
    return { inputShape: this.#inputShape, nodes: this.#nodes, output, shapes: this.#shapes };
  }
}
