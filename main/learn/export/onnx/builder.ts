import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { type GraphNode, graphInput } from '../../models/graph.ts';
import type { Network } from '../../models/network.ts';
import {
  attributeType,
  elementType,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
} from './schema.ts';

/** Adds a layer's operators; returns the name of its value. */
export type Converter = (context: ConverterContext, node: GraphNode) => string;

export interface ConverterContext {
  builder: OnnxGraphBuilder;
  network: Network;
  /** Names of the node's input values. */
  inputs: string[];
}
/** An ONNX graph, operator by operator. */
export class OnnxGraphBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  #count = 0;

  /** Adds an operator with one output; returns the output's name. */
  node(opType: string, input: string[], attribute: OnnxAttribute[] = [], output?: string): string {
    const name = output ?? `${opType.toLowerCase()}_${++this.#count}`;
    this.nodes.push({ input, output: [name], name, opType, attribute });
    return name;
  }

  constant(name: string, dims: number[], values: ArrayLike<number>): string {
    const data = Float32Array.from(values);
    const rawData = new Uint8Array(data.buffer);
    this.initializers.push({ dims, dataType: elementType.float, name, rawData });
    return name;
  }

  /** A number. */
  scalar(value: number): string {
    return this.constant(`number_${++this.#count}`, [], [value]);
  }

  integers(values: readonly number[]): string {
    const name = `integers_${++this.#count}`;
    const rawData = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    this.initializers.push({ dims: [values.length], dataType: elementType.int64, name, rawData });
    return name;
  }

  /** @param shape 0 for a size that stays as it is, such as the batch */
  reshape(value: string, shape: readonly number[]): string {
    return this.node('Reshape', [value, this.integers(shape)]);
  }

  /** value · kernel + bias, over the last axis. */
  linear(value: string, kernel: string, bias: string): string {
    return this.node('Add', [this.node('MatMul', [value, kernel]), bias]);
  }

  /** A parameter of a node, with its axes in ONNX's order. */
  parameter(network: Network, node: GraphNode, last: string, axes?: number[]): string {
    const name = `${network.name}/${node.name}/${last}`;
    const variable = network.parameterOf(node.name, last);
    const arranged: Tensor = axes === undefined ? variable : variable.transpose(axes);
    const values = arranged.dataSync().slice();
    if (arranged !== variable) tf.dispose(arranged as never);
    return this.constant(name, [...arranged.shape], values);
  }

  /** Adds a network up to one of its nodes; returns the name of that node's value. */
  network(
    network: Network,
    output: string,
    input: string,
    converters: Readonly<Record<GraphNode['kind'], Converter>>,
  ): string {
    const names = new Map([[graphInput, input]]);
    for (const node of network.graph.nodes) {
      const inputs = node.inputs.map((each) => names.get(each) ?? '');
      const convert = converters[node.kind];
      names.set(node.name, convert({ builder: this, network, inputs }, node));
      if (node.name === output) break;
    }
    return names.get(output) ?? '';
  }
}

export function int(name: string, i: number): OnnxAttribute {
  return { name, type: attributeType.int, i };
}
export function float(name: string, f: number): OnnxAttribute {
  return { name, type: attributeType.float, f };
}
export function string(name: string, value: string): OnnxAttribute {
  return { name, type: attributeType.string, s: new TextEncoder().encode(value) };
}
export function ints(name: string, values: number[]): OnnxAttribute {
  return { name, type: attributeType.ints, ints: values };
}
