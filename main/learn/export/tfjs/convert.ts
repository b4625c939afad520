import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { packedLayout } from '../../../../shared/sample-spec.ts';
import { sampleInput } from '../../data/sample-source.ts';
import { batchNormEpsilon, batchNormMomentum } from '../../engine/batch-norm.ts';
import { layerNormEpsilon } from '../../engine/layer-norm.ts';
import { type Tensor, tf } from '../../engine/tensorflow.ts';
import type { Classifier } from '../../finetune/stages.ts';
import { type GraphNode, graphInput, shapeOf } from '../../models/graph.ts';
import { convPadding } from '../../models/layers/conv2d.ts';
import type { LayerKindName } from '../../models/layers/index.ts';
import { patchPadding } from '../../models/layers/patch-embedding.ts';
import { positionCodes } from '../../models/layers/positions.ts';
import type { Network } from '../../models/network.ts';
import { pixelOffset, pixelScale } from '../../models/scaling.ts';
import { answerNameOf, type ExportableModel } from '../exporter.ts';
import { inputNameOf } from '../model-input.ts';
import { attentionLayers } from './attention.ts';
import type { ConverterContext, NamedWeights } from './converter.ts';

/** Whether tfjs' layers can express all of a model. */
export function isLayersModel({ stages }: Classifier): boolean {
  return stages.every(({ network: { graph } }) =>
    graph.nodes.every(({ kind }) => converters[kind] !== null),
  );
}

/**
 * The model as a tfjs LayersModel: samples in, pictures as float `[batch, height, width, channels]`, 0…255; class
 * probabilities out. The caller disposes of it.
 */
export function toLayersModel(model: ExportableModel): LayersModel {
  const shape = [...packedLayout(model.spec).shape];
  const input = tf.input({ shape, name: inputNameOf(model.spec) });
  const weights: NamedWeights[] = [];
  let value = input;
  if (sampleInput(model, 1).dtype === 'uint8') {
    const scale = tf.layers.rescaling({ scale: pixelScale, offset: pixelOffset, name: 'scale' });
    value = scale.apply(input) as SymbolicTensor;
  }
  for (const { network, output } of model.stages) {
    value = convertNetwork(network, output, value, weights);
  }
  const name = answerNameOf(model);
  const answer =
    name === 'value'
      ? tf.layers.activation({ activation: 'linear', name })
      : tf.layers.softmax({ name });
  const output = answer.apply(value) as SymbolicTensor;
  const layers = tf.model({ inputs: input, outputs: output, name: 'classifier' });
  for (const { layer, values } of weights) {
    tf.tidy(() => layers.getLayer(layer).setWeights(values() as never));
  }
  return layers;
}

function convertNetwork(
  network: Network,
  output: string,
  input: SymbolicTensor,
  weights: NamedWeights[],
): SymbolicTensor {
  const values = new Map([[graphInput, input]]);
  for (const node of network.graph.nodes) {
    const inputs = node.inputs.map((name) => values.get(name) as SymbolicTensor);
    const convert = converters[node.kind] as Converter | null;
    if (convert === null) throw new RangeError(`no tfjs layer for ${node.kind}`);
    const name = `${network.name}_${node.name}`;
    values.set(node.name, convert({ inputs, name, network, node, weights }, node));
    const parameters = weightNames[node.kind].flatMap((last) => {
      const full = `${network.name}/${node.name}/${last}`;
      return network.parameters.filter((parameter) => parameter.name === full);
    });
    if (parameters.length > 0) {
      weights.push({ layer: name, values: () => parameters.map(({ variable }) => variable) });
    }
    if (node.name === output) break;
  }
  return values.get(output) as SymbolicTensor;
}

type NodeOf<Kind extends LayerKindName> = Extract<GraphNode, { kind: Kind }>;
type Converter = (context: ConverterContext, node: GraphNode) => SymbolicTensor;

/** Our parameters in the order of tfjs' weights. */
const weightNames: Record<LayerKindName, readonly string[]> = {
  conv2d: ['kernel', 'bias'],
  batchNorm: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
  relu: [],
  add: [],
  globalAveragePool: [],
  averagePool: [],
  flatten: [],
  dense: ['kernel', 'bias'],
  patchEmbedding: ['kernel', 'bias'],
  positions: [],
  layerNorm: ['gamma', 'beta'],
  attention: [],
  gelu: [],
  grid: [],
  patchCodes: [],
  unitLength: [],
  concat: [],
  softmax: [],
  treeSums: [],
  logMel: [],
  mfccStatistics: [],
  firstTokens: [],
  tokenEmbedding: [],
  tokenMean: [],
  textAttention: [],
  wordMean: [],
  tfIdf: [],
};

/** Larger than the rounding of 1 − it, and what tfjs takes when nothing is said. */
const positionsEpsilon = 1e-3;

/** One entry a kind of layer; null for what tfjs' layers cannot express. */
const converters: {
  [Kind in LayerKindName]:
    | ((context: ConverterContext, node: NodeOf<Kind>) => SymbolicTensor)
    | null;
} = {
  conv2d({ inputs, name }, { config }) {
    const { filters, kernel: kernelSize, stride, bias: useBias } = config;
    const pad = convPadding(config);
    // Stride 2 needs the same zeros on each side, which SAME does not give.
    const padded =
      stride === 1 || pad === 0
        ? inputs
        : tf.layers.zeroPadding2d({ padding: [pad, pad], name: `${name}_pad` }).apply(inputs);
    const padding = stride === 1 ? 'same' : 'valid';
    return tf.layers
      .conv2d({ filters, kernelSize, strides: stride, padding, useBias, name })
      .apply(padded) as SymbolicTensor;
  },
  batchNorm: ({ inputs, name }) =>
    tf.layers
      .batchNormalization({ epsilon: batchNormEpsilon, momentum: batchNormMomentum, name })
      .apply(inputs) as SymbolicTensor,
  relu: ({ inputs, name }) => tf.layers.reLU({ name }).apply(inputs) as SymbolicTensor,
  add: ({ inputs, name }) => tf.layers.add({ name }).apply(inputs) as SymbolicTensor,
  globalAveragePool: ({ inputs, name }) =>
    tf.layers.globalAveragePooling2d({ name }).apply(inputs) as SymbolicTensor,
  averagePool: ({ inputs, name }, { config: { window } }) =>
    tf.layers
      .averagePooling2d({ poolSize: window, strides: window, padding: 'valid', name })
      .apply(inputs) as SymbolicTensor,
  // tfjs does not flatten what is flat.
  flatten: ({ inputs, name, network, node }) =>
    tf.layers
      .reshape({ targetShape: [...shapeOf(network.graph, node.name)], name })
      .apply(inputs) as SymbolicTensor,
  dense: ({ inputs, name }, { config: { units, bias: useBias } }) =>
    tf.layers.dense({ units, useBias, name }).apply(inputs) as SymbolicTensor,
  patchEmbedding({ inputs, name, network, node }, { config: { patch, features: filters } }) {
    const [below, right] = patchPadding(patch, shapeOf(network.graph, node.inputs[0] ?? ''));
    const padded =
      below + right === 0
        ? inputs
        : tf.layers
            .zeroPadding2d({
              padding: [
                [0, below],
                [0, right],
              ],
              name: `${name}_pad`,
            })
            .apply(inputs);
    const map = tf.layers
      .conv2d({ filters, kernelSize: patch, strides: patch, padding: 'valid', name })
      .apply(padded);
    const targetShape = [...shapeOf(network.graph, node.name)];
    return tf.layers.reshape({ targetShape, name: `${name}_rows` }).apply(map) as SymbolicTensor;
  },
  // tfjs has no layer that adds a constant; batch normalization of each value by mean 0 and variance 1 does.
  positions({ inputs, name, network, node, weights }, { config }) {
    const targetShape = [...shapeOf(network.graph, node.name)];
    const codes = positionCodes(config, targetShape[1] ?? 0);
    const flat = tf.layers.flatten({ name: `${name}_flat` }).apply(inputs);
    const moved = tf.layers
      .batchNormalization({ epsilon: positionsEpsilon, scale: false, name })
      .apply(flat);
    const values = (): Tensor[] => [
      tf.tensor1d(codes),
      tf.zeros([codes.length]),
      tf.fill([codes.length], 1 - positionsEpsilon),
    ];
    weights.push({ layer: name, values });
    return tf.layers.reshape({ targetShape, name: `${name}_rows` }).apply(moved) as SymbolicTensor;
  },
  layerNorm: ({ inputs, name }) =>
    tf.layers
      .layerNormalization({ epsilon: layerNormEpsilon, name })
      .apply(inputs) as SymbolicTensor,
  attention: attentionLayers,
  gelu: ({ inputs, name }) =>
    tf.layers.activation({ activation: 'gelu', name }).apply(inputs) as SymbolicTensor,
  grid: ({ inputs, name, network, node }) =>
    tf.layers
      .reshape({ targetShape: [...shapeOf(network.graph, node.name)], name })
      .apply(inputs) as SymbolicTensor,
  patchCodes: null,
  unitLength: null,
  concat: ({ inputs, name }) =>
    tf.layers.concatenate({ axis: -1, name }).apply(inputs) as SymbolicTensor,
  softmax: ({ inputs, name }) =>
    tf.layers.softmax({ axis: -1, name }).apply(inputs) as SymbolicTensor,
  treeSums: null,
  logMel: null,
  mfccStatistics: null,
  firstTokens: null,
  tokenEmbedding: null,
  tokenMean: null,
  textAttention: null,
  wordMean: null,
  tfIdf: null,
};
