import type { GraphNode } from '../../models/graph.ts';
import { shapeOf } from '../../models/graph.ts';
import { attentionScale } from '../../models/layers/attend.ts';
import { laterWords, unseen } from '../../models/layers/text-attention.ts';
import { type ConverterContext, int, ints } from './builder.ts';
import { isText } from './words.ts';

export function convertAttention(
  { builder, network, inputs }: ConverterContext,
  node: Extract<GraphNode, { kind: 'attention' | 'textAttention' }>,
): string {
  const { heads } = node.config;
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
  const likeness =
    node.kind === 'attention' ? scaled : onlySeen({ builder, network, inputs }, node, scaled);
  const weights = builder.node('Softmax', [likeness], [int('axis', -1)]);
  const seen = builder.node('MatMul', [weights, split('value', [0, 2, 1, 3])]);
  const byToken = builder.node('Transpose', [seen], [ints('perm', [0, 2, 1, 3])]);
  return linear('output', builder.reshape(byToken, [0, tokens, features]));
}

/** Takes out what fills texts up, and, where words see only those before them, the later ones. */
function onlySeen(
  { builder, network, inputs }: ConverterContext,
  node: Extract<GraphNode, { kind: 'textAttention' }>,
  products: string,
): string {
  const [length = 0] = shapeOf(network.graph, node.name);
  const filling = builder.node('Sub', [builder.scalar(1), isText(builder, inputs[1] ?? '')]);
  const hidden = builder.node('Mul', [filling, builder.scalar(unseen)]);
  const without = builder.node('Add', [products, builder.reshape(hidden, [0, 1, 1, length])]);
  if (!node.config.causal) return without;
  const later = builder.constant(
    `${network.name}/${node.name}/later`,
    [1, 1, length, length],
    laterWords(length),
  );
  return builder.node('Add', [without, later]);
}
