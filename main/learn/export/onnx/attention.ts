import type { GraphNode } from '../../models/graph.ts';
import { shapeOf } from '../../models/graph.ts';
import { type AttentionConfig, attentionScale } from '../../models/layers/attention.ts';
import { type ConverterContext, int, ints } from './builder.ts';

export function convertAttention(
  { builder, network, inputs }: ConverterContext,
  node: Extract<GraphNode, { kind: 'attention' }>,
): string {
  const { heads }: AttentionConfig = node.config;
  const [tokens = 0, features = 0] = shapeOf(network.graph, node.name);
  const linear = (map: string, value: string): string =>
    builder.linear(
      value,
      builder.parameter(network, node, `${map}_kernel`),
      builder.parameter(network, node, `${map}_bias`),
    );
  const split = (map: string, perm: number[]): string => {
    const value = linear(map, inputs[0] ?? '');
    const byHead = builder.reshape(value, [0, tokens, heads, features / heads]);
    return builder.node('Transpose', [byHead], [ints('perm', perm)]);
  };
  const products = builder.node('MatMul', [
    split('query', [0, 2, 1, 3]),
    split('key', [0, 2, 3, 1]),
  ]);
  const scale = builder.scalar(attentionScale(features, heads));
  const scaled = builder.node('Mul', [products, scale]);
  const weights = builder.node('Softmax', [scaled], [int('axis', -1)]);
  const seen = builder.node('MatMul', [weights, split('value', [0, 2, 1, 3])]);
  const byToken = builder.node('Transpose', [seen], [ints('perm', [0, 2, 1, 3])]);
  return linear('output', builder.reshape(byToken, [0, tokens, features]));
}
