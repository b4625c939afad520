import { type GraphNode, shapeOf } from '../../models/graph.ts';
import { contrastEpsilon, patchPlaces, patchSide } from '../../models/layers/patch-codes.ts';
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
  const of = (last: string): Float32Array =>
    network.parameter(`${network.name}/${node.name}/${last}`).dataSync() as Float32Array;
  const named = (last: string): string => `${network.name}/${node.name}/${last}`;
  const [whitening, words] = [of('whitening'), of('words')];
  // From [row, column, channel, filter] to [filter, channel, row, column].
  const filters = new Float32Array(size * size);
  const sums = new Float32Array(size);
  for (let from = 0; from < size; from++) {
    const [place, channel] = [Math.floor(from / channels), from % channels];
    for (let filter = 0; filter < size; filter++) {
      const value = whitening[from * size + filter] ?? 0;
      filters[(filter * channels + channel) * patchSide ** 2 + place] = value;
      sums[filter] = (sums[filter] ?? 0) + value;
    }
  }
  const count = node.config.words;
  const lengths = Float32Array.from({ length: count }, (_, word) =>
    words.subarray(word * size, (word + 1) * size).reduce((sum, x) => sum + x * x, 0),
  );
  const kernel = [ints('kernel_shape', [patchSide, patchSide])];
  const patchFilter = [size, channels, patchSide, patchSide];
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
  const filtered = builder.node(
    'Conv',
    [bytes, builder.constant(named('whitening'), patchFilter, filters)],
    kernel,
  );
  const meanPart = builder.node('Mul', [
    mean,
    builder.constant(named('sums'), [1, size, 1, 1], sums),
  ]);
  const normalized = builder.node('Div', [builder.node('Sub', [filtered, meanPart]), contrast]);
  const whitened = builder.node('Sub', [
    normalized,
    builder.constant(named('offset'), [1, size, 1, 1], of('offset')),
  ]);
  const products = builder.node(
    'Conv',
    [whitened, builder.constant(named('words'), [count, size, 1, 1], words)],
    [ints('kernel_shape', [1, 1])],
  );
  const squares = builder.node('ReduceSum', [
    builder.node('Mul', [whitened, whitened]),
    builder.integers([1]),
  ]);
  const twice = builder.node('Mul', [products, builder.scalar(2)]);
  const squared = builder.node('Add', [
    builder.node('Sub', [squares, twice]),
    builder.constant(named('lengths'), [1, count, 1, 1], lengths),
  ]);
  const distances = builder.node('Sqrt', [builder.node('Relu', [squared])]);
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
