import { fromTensor } from '../../data/matrix.ts';
import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { type GraphNode, shapeOf } from '../../models/graph.ts';
import {
  contrastEpsilon,
  leastSquare,
  patchPlaces,
  patchSide,
} from '../../models/layers/patch-codes.ts';
import { type ConverterContext, int, ints, string } from './builder.ts';

/** The layer's steps one by one, channels first. */
export function convertPatchCodes(
  { builder, network, inputs }: ConverterContext,
  node: Extract<GraphNode, { kind: 'patchCodes' }>,
): string {
  const shape = shapeOf(network.graph, node.inputs[0] ?? '');
  const channels = shape[2] ?? 0;
  const size = patchSide ** 2 * channels;
  const { window } = patchPlaces(node.config, shape);
  const of = (last: string): Tensor => network.parameterOf(node.name, last);
  const named = (last: string): string => `${network.name}/${node.name}/${last}`;
  const computed = (last: string, dims: number[], compute: () => Tensor): string =>
    builder.constant(named(last), dims, fromTensor(tf.tidy(compute)).values);
  const count = node.config.words;
  const kernel = [ints('kernel_shape', [patchSide, patchSide])];
  const averageFilter = builder.constant(
    named('average'),
    [1, channels, patchSide, patchSide],
    new Float32Array(size).fill(1 / size),
  );
  const { shrink } = node.config;
  const side = [shrink, shrink];
  const shifted = builder.node('Add', [...inputs, builder.scalar(1)]);
  const full = builder.node('Mul', [shifted, builder.scalar(127.5)]);
  const bytes =
    shrink === 1
      ? full
      : builder.node('AveragePool', [full], [ints('kernel_shape', side), ints('strides', side)]);
  const mean = builder.node('Conv', [bytes, averageFilter], kernel);
  const ofSquares = builder.node(
    'Conv',
    [builder.node('Mul', [bytes, bytes]), averageFilter],
    kernel,
  );
  const spread = builder.node('Sub', [ofSquares, builder.node('Mul', [mean, mean])]);
  const variance = builder.node('Mul', [
    builder.node('Relu', [spread]),
    builder.scalar(size / (size - 1)),
  ]);
  const contrast = builder.node('Sqrt', [
    builder.node('Add', [variance, builder.scalar(contrastEpsilon)]),
  ]);
  const filters = computed('whitening', [size, channels, patchSide, patchSide], () =>
    of('whitening').reshape([patchSide, patchSide, channels, size]).transpose([3, 2, 0, 1]),
  );
  const filtered = builder.node('Conv', [bytes, filters], kernel);
  const meanPart = builder.node('Mul', [
    mean,
    computed('sums', [1, size, 1, 1], () => of('whitening').sum(0)),
  ]);
  const normalized = builder.node('Div', [builder.node('Sub', [filtered, meanPart]), contrast]);
  const whitened = builder.node('Sub', [
    normalized,
    builder.constant(named('offset'), [1, size, 1, 1], of('offset').dataSync()),
  ]);
  const products = builder.node(
    'Conv',
    [whitened, builder.constant(named('words'), [count, size, 1, 1], of('words').dataSync())],
    [ints('kernel_shape', [1, 1])],
  );
  const squares = builder.node('ReduceSum', [
    builder.node('Mul', [whitened, whitened]),
    builder.integers([1]),
  ]);
  const twice = builder.node('Mul', [products, builder.scalar(2)]);
  const squared = builder.node('Add', [
    builder.node('Sub', [squares, twice]),
    computed('lengths', [1, count, 1, 1], () => of('words').square().sum(1)),
  ]);
  const distances = builder.node('Sqrt', [
    builder.node('Max', [squared, builder.scalar(leastSquare)]),
  ]);
  const usual = builder.node('ReduceMean', [distances], [ints('axes', [1]), int('keepdims', 1)]);
  const codes = builder.node('Relu', [builder.node('Sub', [usual, distances])]);
  return builder.node(
    'AveragePool',
    [codes],
    [
      ints('kernel_shape', [...window]),
      ints('strides', [...window]),
      string('auto_pad', 'SAME_UPPER'),
    ],
  );
}
