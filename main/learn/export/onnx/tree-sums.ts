import type { GraphNode } from '../../models/graph.ts';
import { type ConverterContext, int } from './builder.ts';
import { elementType } from './schema.ts';

/** The layer's steps one by one, for all trees at once. */
export function convertTreeSums(
  { builder, network, inputs: [x = ''] }: ConverterContext,
  node: Extract<GraphNode, { kind: 'treeSums' }>,
): string {
  const { trees, sums, depth } = node.config;
  const numbers = (last: string): string =>
    builder.integers([...network.parameterOf(node.name, last).dataSync()]);
  const [feature, child] = [numbers('feature'), numbers('child')];
  const threshold = builder.parameter(network, node, 'threshold');
  let at = numbers('root');
  for (let step = 0; step < depth; step++) {
    const column = builder.node('Gather', [feature, at]);
    const gather = step === 0 ? 'Gather' : 'GatherElements';
    const value = builder.node(gather, [x, column], [int('axis', 1)]);
    const isRight = builder.node('Greater', [value, builder.node('Gather', [threshold, at])]);
    const further = builder.node('Cast', [isRight], [int('to', elementType.int64)]);
    at = builder.node('Add', [builder.node('Gather', [child, at]), further]);
  }
  const values = builder.node('Gather', [builder.parameter(network, node, 'value'), at]);
  const bySum = builder.reshape(values, [0, trees / sums, sums]);
  return builder.node('ReduceSum', [bySum, builder.integers([1])], [int('keepdims', 0)]);
}
