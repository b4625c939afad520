import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { batchNormEpsilon, batchNormMomentum } from '../../engine/batch-norm.ts';
import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { type GraphNode, graphInput } from '../../models/graph.ts';
import { convPadding } from '../../models/layers/conv2d.ts';
import type { LayerKindName } from '../../models/layers/index.ts';
import type { Network } from '../../models/network.ts';
import { pixelOffset, pixelScale } from '../../models/scaling.ts';
import type { ExportableModel } from '../exporter.ts';

/** A tfjs layer, with the parameters that become its weights, in its order. */
interface NamedWeights {
  layer: string;
  values: Tensor[];
}

/**
 * The model as a tfjs LayersModel: float `[batch, height, width, channels]`, 0…255, in; class
 * probabilities out. The caller disposes of it.
 */
export function toLayersModel(model: ExportableModel): LayersModel {
  const input = tf.input({ shape: [...model.inputShape], name: 'images' });
  const weights: NamedWeights[] = [];
  let value = tf.layers
    .rescaling({ scale: pixelScale, offset: pixelOffset, name: 'scale' })
    .apply(input) as SymbolicTensor;
  for (const { network, output } of model.stages) {
    value = convertNetwork(network, output, value, weights);
  }
  const output = tf.layers.softmax({ name: 'probabilities' }).apply(value) as SymbolicTensor;
  const layers = tf.model({ inputs: input, outputs: output, name: 'classifier' });
  for (const { layer, values } of weights) layers.getLayer(layer).setWeights(values as never);
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
    const convert = converters[node.kind] as Converter;
    const name = `${network.name}_${node.name}`;
    values.set(node.name, convert({ inputs, name }, node));
    const parameters = weightNames[node.kind].flatMap((last) => {
      const full = `${network.name}/${node.name}/${last}`;
      return network.parameters.filter((parameter) => parameter.name === full);
    });
    if (parameters.length > 0) {
      weights.push({ layer: name, values: parameters.map(({ variable }) => variable) });
    }
    if (node.name === output) break;
  }
  return values.get(output) as SymbolicTensor;
}

interface ConverterContext {
  inputs: SymbolicTensor[];
  name: string;
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
};

/** One entry a kind of layer. */
const converters: {
  [Kind in LayerKindName]: (context: ConverterContext, node: NodeOf<Kind>) => SymbolicTensor;
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
  flatten: ({ inputs, name }) => tf.layers.flatten({ name }).apply(inputs) as SymbolicTensor,
  dense: ({ inputs, name }, { config: { units, bias: useBias } }) =>
    tf.layers.dense({ units, useBias, name }).apply(inputs) as SymbolicTensor,
};
