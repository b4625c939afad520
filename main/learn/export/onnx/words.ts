import type { GraphNode } from '../../models/graph.ts';
import { shapeOf } from '../../models/graph.ts';
import { tokenScale } from '../../models/layers/token-embedding.ts';
import { meanScale } from '../../models/layers/token-mean.ts';
import { type ConverterContext, int, ints, type OnnxGraphBuilder, string } from './builder.ts';
import { elementType } from './schema.ts';

type NodeOf<Kind extends GraphNode['kind']> = Extract<GraphNode, { kind: Kind }>;

/** 1 for a token of text, 0 for one that fills up. */
export function isText(builder: OnnxGraphBuilder, tokens: string): string {
  const numbers = builder.node('Cast', [tokens], [int('to', elementType.float)]);
  return builder.node('Min', [numbers, builder.scalar(1)]);
}

export function convertTokenEmbedding(
  { builder, network, inputs }: ConverterContext,
  node: NodeOf<'tokenEmbedding'>,
): string {
  const table = builder.parameter(network, node, 'table');
  const rows = builder.node('Gather', [table, ...inputs], [int('axis', 0)]);
  return builder.node('Mul', [rows, builder.scalar(tokenScale(node.config))]);
}

export function convertTokenMean(
  { builder, network, inputs: [tokens = ''] }: ConverterContext,
  node: NodeOf<'tokenMean'>,
): string {
  const table = builder.parameter(network, node, 'table');
  const vectors = builder.node('Gather', [table, tokens], [int('axis', 0)]);
  const shape = shapeOf(network.graph, node.inputs[0] ?? '');
  const mean = meanOfText(builder, vectors, tokens, shape);
  return builder.node('Mul', [mean, builder.scalar(meanScale(node.config, shape[0] ?? 0))]);
}

export function convertWordMean(
  { builder, network, inputs: [words = '', tokens = ''] }: ConverterContext,
  node: NodeOf<'wordMean'>,
): string {
  return meanOfText(builder, words, tokens, shapeOf(network.graph, node.inputs[0] ?? ''));
}

/** @param words `[batch, length, features]` */
function meanOfText(
  builder: OnnxGraphBuilder,
  words: string,
  tokens: string,
  [length = 0]: readonly number[],
): string {
  const counted = builder.reshape(isText(builder, tokens), [0, length, 1]);
  const sum = (value: string): string =>
    builder.node('ReduceSum', [value, builder.integers([1])], [int('keepdims', 0)]);
  const total = sum(builder.node('Mul', [words, counted]));
  return builder.node('Div', [total, builder.node('Max', [sum(counted), builder.scalar(1)])]);
}

/** The operator that counts gives counts alone here; what is made of them is ours. */
export function convertTfIdf(
  { builder, network, inputs }: ConverterContext,
  node: NodeOf<'tfIdf'>,
): string {
  const all = Array.from({ length: node.config.vocabulary }, (_, id) => id);
  const counts = builder.node('TfIdfVectorizer', inputs, [
    int('min_gram_length', 1),
    int('max_gram_length', 1),
    int('max_skip_count', 0),
    string('mode', 'TF'),
    ints('ngram_counts', [0]),
    ints('ngram_indexes', all),
    ints('pool_int64s', all),
  ]);
  const one = builder.scalar(1);
  const logarithm = builder.node('Log', [builder.node('Max', [counts, one])]);
  const frequency = builder.node('Mul', [
    builder.node('Add', [logarithm, one]),
    builder.node('Min', [counts, one]),
  ]);
  return builder.node('Mul', [frequency, builder.parameter(network, node, 'idf')]);
}
