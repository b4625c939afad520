import { type GraphNode, shapeOf } from '../../models/graph.ts';
import {
  decibelsPerNeper,
  framesIn,
  logScale,
  type MelConfig,
  melMatrices,
} from '../../models/layers/log-mel.ts';
import {
  cosineTransform,
  deltaMatrix,
  leastPower,
  loudnessRange,
} from '../../models/layers/mfcc-statistics.ts';
import { type ConverterContext, int, ints } from './builder.ts';

type NodeOf<Kind extends GraphNode['kind']> = Extract<GraphNode, { kind: Kind }>;

/** Power of each frame's mel bands, `[batch, bands, frames]`; nothing below a least one. */
function melPower(
  { builder, network, inputs }: ConverterContext,
  node: NodeOf<'logMel' | 'mfccStatistics'>,
  least: number,
): string {
  const config: MelConfig = node.config;
  const { window, hop, bands } = config;
  const { bins, transform, filters } = melMatrices(config);
  const named = (last: string): string => `${network.name}/${node.name}/${last}`;
  const [samples = 0] = shapeOf(network.graph, node.inputs[0] ?? '');
  // As far as the last frame reaches.
  const reach = Math.max(0, (framesIn(config, samples).frames - 1) * hop + window - samples);
  const kernel = transposed(transform, window, 2 * bins);
  const spectra = builder.node(
    'Conv',
    [
      builder.reshape(inputs[0] ?? '', [0, 1, samples]),
      builder.constant(named('transform'), [2 * bins, 1, window], kernel),
    ],
    [ints('kernel_shape', [window]), ints('strides', [hop]), ints('pads', [0, reach])],
  );
  const squares = builder.node('Mul', [spectra, spectra]);
  const weights = transposed(filters, 2 * bins, bands);
  const power = builder.node('MatMul', [
    builder.constant(named('filters'), [bands, 2 * bins], weights),
    squares,
  ]);
  return builder.node('Max', [power, builder.scalar(least)]);
}

export function convertLogMel(context: ConverterContext, node: NodeOf<'logMel'>): string {
  const { builder, network } = context;
  const { least, scale, offset } = logScale(node.config);
  const log = builder.node('Log', [melPower(context, node, least)]);
  const scaled = builder.node('Mul', [log, builder.scalar(scale)]);
  const levels = builder.node('Add', [scaled, builder.scalar(offset)]);
  const byFrame = builder.node('Transpose', [levels], [ints('perm', [0, 2, 1])]);
  const [frames = 0, bands = 0] = shapeOf(network.graph, node.name);
  return builder.reshape(byFrame, [0, 1, frames, bands]);
}

export function convertMfccStatistics(
  context: ConverterContext,
  node: NodeOf<'mfccStatistics'>,
): string {
  const { builder, network } = context;
  const { config } = node;
  const { bands, coefficients } = config;
  const [samples = 0] = shapeOf(network.graph, node.inputs[0] ?? '');
  const { frames } = framesIn(config, samples);
  const named = (last: string): string => `${network.name}/${node.name}/${last}`;
  const log = builder.node('Log', [melPower(context, node, leastPower)]);
  const decibels = builder.node('Mul', [log, builder.scalar(decibelsPerNeper)]);
  const loudest = builder.node('ReduceMax', [decibels], [ints('axes', [1, 2]), int('keepdims', 1)]);
  const least = builder.node('Sub', [loudest, builder.scalar(loudnessRange)]);
  // Frames are last here: matrices come from the left.
  const cepstra = builder.node('MatMul', [
    builder.constant(
      named('cosines'),
      [coefficients, bands],
      transposed(cosineTransform(config), bands, coefficients),
    ),
    builder.node('Max', [decibels, least]),
  ]);
  const change = transposed(deltaMatrix(frames), frames, frames);
  const deltas = builder.node('MatMul', [
    cepstra,
    builder.constant(named('change'), [frames, frames], change),
  ]);
  const mean = (value: string, keepdims: 0 | 1): string =>
    builder.node('ReduceMean', [value], [ints('axes', [2]), int('keepdims', keepdims)]);
  const statistics = [cepstra, deltas].flatMap((values) => {
    const centred = builder.node('Sub', [values, mean(values, 1)]);
    const variance = mean(builder.node('Mul', [centred, centred]), 0);
    return [mean(values, 0), builder.node('Sqrt', [variance])];
  });
  return builder.node('Concat', statistics, [int('axis', 1)]);
}

/** `[rows, columns]` → `[columns, rows]`, end to end. */
function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(
    values,
    (_, at) => values[(at % rows) * columns + Math.floor(at / rows)] ?? 0,
  );
}
