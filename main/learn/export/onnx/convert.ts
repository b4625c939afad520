import { sampleInput } from '../../data/sample-source.ts';
import { batchNormEpsilon } from '../../engine/batch-norm.ts';
import { layerNormEpsilon } from '../../engine/layer-norm.ts';
import { type GraphNode, shapeOf } from '../../models/graph.ts';
import { convPadding } from '../../models/layers/conv2d.ts';
import type { LayerKindName } from '../../models/layers/index.ts';
import { patchPadding } from '../../models/layers/patch-embedding.ts';
import { positionCodes } from '../../models/layers/positions.ts';
import { lengthEpsilon } from '../../models/layers/unit-length.ts';
import { pixelOffset, pixelScale } from '../../models/scaling.ts';
import { answerNameOf, answerSizeOf, type ExportableModel } from '../exporter.ts';
import { inputNameOf } from '../model-input.ts';
import { convertAttention } from './attention.ts';
import {
  type Converter,
  type ConverterContext,
  float,
  int,
  ints,
  OnnxGraphBuilder,
} from './builder.ts';
import { convertLogMel, convertMfccStatistics } from './mel.ts';
import { convertPatchCodes } from './patch-codes.ts';
import { elementType, encodeOnnx, type OnnxValueInfo } from './schema.ts';
import { convertTreeSums } from './tree-sums.ts';
import { convertTfIdf, convertTokenEmbedding, convertTokenMean, convertWordMean } from './words.ts';

/** Operator set 13 has everything needed and runs everywhere since onnxruntime 1.8. */
const opset = 13;
const irVersion = 7;

/**
 * The model as ONNX: samples as they are packed in, pictures as `images` uint8 `[batch, height, width, channels]`, `probabilities` float
 * `[batch, classes]` out, or of a regressor `value` `[batch, 1]`; scaling of pixels to −1…1 is part of the graph.
 */
export function toOnnx(model: ExportableModel): Uint8Array {
  const graph = new OnnxGraphBuilder();
  const input = inputNameOf(model.spec);
  const { dtype, shape } = sampleInput(model, 1);
  let value = dtype === 'uint8' ? scaledPixels(graph, input) : input;
  for (const { network, output } of model.stages) {
    value = graph.network(
      network,
      output,
      value,
      converters as Record<GraphNode['kind'], Converter>,
    );
  }
  const answer = answerNameOf(model);
  if (answer === 'value') graph.node('Identity', [value], [], answer);
  else graph.node('Softmax', [value], [int('axis', 1)], answer);
  return encodeOnnx({
    irVersion,
    producerName: 'Pretext Studio',
    producerVersion: '1',
    opsetImport: [{ domain: '', version: opset }],
    metadataProps: [{ key: 'classes', value: JSON.stringify(model.classes) }],
    graph: {
      name: 'classifier',
      node: graph.nodes,
      initializer: graph.initializers,
      input: [valueInfo(input, elementTypes[dtype], shape.slice(1))],
      output: [valueInfo(answer, elementType.float, [answerSizeOf(model)])],
    },
  });
}

const elementTypes = {
  uint8: elementType.uint8,
  int32: elementType.int32,
  float32: elementType.float,
} as const;

/** Bytes as networks take pictures. */
function scaledPixels(graph: OnnxGraphBuilder, input: string): string {
  let value = graph.node('Cast', [input], [int('to', elementType.float)]);
  value = graph.node('Mul', [value, graph.constant('pixel_scale', [], [pixelScale])]);
  value = graph.node('Add', [value, graph.constant('pixel_offset', [], [pixelOffset])]);
  // Our layers keep channels last, ONNX wants them first.
  return graph.node('Transpose', [value], [ints('perm', [0, 3, 1, 2])]);
}

type NodeOf<Kind extends LayerKindName> = Extract<GraphNode, { kind: Kind }>;

/** One entry a kind of layer. */
const converters: {
  [Kind in LayerKindName]: (context: ConverterContext, node: NodeOf<Kind>) => string;
} = {
  conv2d({ builder, network, inputs }, node) {
    const { kernel, stride, bias } = node.config;
    const pad = convPadding(node.config);
    const weights = builder.parameter(network, node, 'kernel', [3, 2, 0, 1]);
    const offsets = bias ? [builder.parameter(network, node, 'bias')] : [];
    return builder.node(
      'Conv',
      [...inputs, weights, ...offsets],
      [
        ints('kernel_shape', [kernel, kernel]),
        ints('pads', [pad, pad, pad, pad]),
        ints('strides', [stride, stride]),
      ],
    );
  },
  batchNorm({ builder, network, inputs }, node) {
    const parameters = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((last) =>
      builder.parameter(network, node, last),
    );
    return builder.node(
      'BatchNormalization',
      [...inputs, ...parameters],
      [float('epsilon', batchNormEpsilon)],
    );
  },
  relu: ({ builder, inputs }) => builder.node('Relu', inputs),
  add: ({ builder, inputs }) => builder.node('Add', inputs),
  globalAveragePool({ builder, inputs }) {
    return builder.node('Flatten', [builder.node('GlobalAveragePool', inputs)], [int('axis', 1)]);
  },
  averagePool({ builder, inputs }, { config: { window } }) {
    const side = [window, window];
    return builder.node('AveragePool', inputs, [ints('kernel_shape', side), ints('strides', side)]);
  },
  flatten({ builder, network, inputs }, node) {
    const rank = shapeOf(network.graph, node.inputs[0] ?? '').length;
    // The order of the flattened values is ours: channels last.
    const values =
      rank === 3 ? [builder.node('Transpose', inputs, [ints('perm', [0, 2, 3, 1])])] : inputs;
    return builder.node('Flatten', values, [int('axis', 1)]);
  },
  dense({ builder, network, inputs }, node) {
    const kernel = builder.parameter(network, node, 'kernel');
    if (shapeOf(network.graph, node.name).length > 1) {
      const product = builder.node('MatMul', [...inputs, kernel]);
      if (!node.config.bias) return product;
      return builder.node('Add', [product, builder.parameter(network, node, 'bias')]);
    }
    const bias = node.config.bias ? [builder.parameter(network, node, 'bias')] : [];
    return builder.node('Gemm', [...inputs, kernel, ...bias]);
  },
  patchEmbedding({ builder, network, inputs }, node) {
    const { patch, features } = node.config;
    const [below, right] = patchPadding(patch, shapeOf(network.graph, node.inputs[0] ?? ''));
    const kernel = builder.parameter(network, node, 'kernel', [3, 2, 0, 1]);
    const map = builder.node(
      'Conv',
      [...inputs, kernel, builder.parameter(network, node, 'bias')],
      [
        ints('kernel_shape', [patch, patch]),
        ints('pads', [0, 0, below, right]),
        ints('strides', [patch, patch]),
      ],
    );
    const [tokens = 0] = shapeOf(network.graph, node.name);
    const rows = builder.reshape(map, [0, features, tokens]);
    return builder.node('Transpose', [rows], [ints('perm', [0, 2, 1])]);
  },
  positions({ builder, network, inputs }, node) {
    const shape = [...shapeOf(network.graph, node.name)];
    const codes = positionCodes(node.config, shape[1] ?? 0);
    return builder.node('Add', [
      ...inputs,
      builder.constant(`${network.name}/${node.name}/codes`, shape, codes),
    ]);
  },
  layerNorm({ builder, network, inputs }, node) {
    const mean = (value: string): string =>
      builder.node('ReduceMean', [value], [ints('axes', [-1]), int('keepdims', 1)]);
    const centred = builder.node('Sub', [...inputs, mean(inputs[0] ?? '')]);
    const variance = mean(builder.node('Mul', [centred, centred]));
    const safe = builder.node('Add', [variance, builder.scalar(layerNormEpsilon)]);
    const unit = builder.node('Div', [centred, builder.node('Sqrt', [safe])]);
    const gain = builder.node('Mul', [unit, builder.parameter(network, node, 'gamma')]);
    return builder.node('Add', [gain, builder.parameter(network, node, 'beta')]);
  },
  attention: convertAttention,
  gelu({ builder, inputs }) {
    const scaled = builder.node('Mul', [...inputs, builder.scalar(Math.SQRT1_2)]);
    const wide = builder.node('Add', [builder.node('Erf', [scaled]), builder.scalar(1)]);
    const share = builder.node('Mul', [wide, builder.scalar(0.5)]);
    return builder.node('Mul', [...inputs, share]);
  },
  grid({ builder, network, inputs }, node) {
    const { rows, columns } = node.config;
    const features = shapeOf(network.graph, node.name)[2] ?? 0;
    const first = builder.node('Transpose', inputs, [ints('perm', [0, 2, 1])]);
    return builder.reshape(first, [0, features, rows, columns]);
  },
  patchCodes: convertPatchCodes,
  unitLength({ builder, inputs }, { config: { length } }) {
    const squares = builder.node('Mul', [...inputs, ...inputs]);
    const features = builder.node('ReduceSum', [squares, builder.integers([-1])]);
    const safe = builder.node('Add', [features, builder.scalar(lengthEpsilon)]);
    const unit = builder.node('Div', [...inputs, builder.node('Sqrt', [safe])]);
    return builder.node('Mul', [unit, builder.scalar(length)]);
  },
  concat: ({ builder, inputs }) => builder.node('Concat', inputs, [int('axis', 1)]),
  softmax: ({ builder, inputs }) => builder.node('Softmax', inputs, [int('axis', 1)]),
  treeSums: convertTreeSums,
  logMel: convertLogMel,
  mfccStatistics: convertMfccStatistics,
  firstTokens({ builder, inputs }, { config: { count } }) {
    const [begin, end, axes] = [0, count, 1].map((each) => builder.integers([each]));
    return builder.node('Slice', [...inputs, begin ?? '', end ?? '', axes ?? '']);
  },
  tokenEmbedding: convertTokenEmbedding,
  tokenMean: convertTokenMean,
  textAttention: convertAttention,
  wordMean: convertWordMean,
  tfIdf: convertTfIdf,
};

function valueInfo(name: string, elemType: number, shape: readonly number[]): OnnxValueInfo {
  const dim = [{ dimParam: 'batch' }, ...shape.map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
