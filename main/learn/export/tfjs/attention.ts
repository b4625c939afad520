import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { shapeOf } from '../../models/graph.ts';
import { attentionScale } from '../../models/layers/attend.ts';
import type { AttentionConfig } from '../../models/layers/attention.ts';
import type { ConverterContext } from './converter.ts';

/**
 * Attention out of layers that every tfjs knows: head by head, since its products take no fourth axis. The scale
 * is in the weights of the queries.
 */
export function attentionLayers(
  { inputs, name, network, node, weights }: ConverterContext,
  { config: { heads } }: { config: AttentionConfig },
): SymbolicTensor {
  const features = shapeOf(network.graph, node.name)[1] ?? 0;
  const units = features / heads;
  const parameter = (last: string): Tensor =>
    network.parameter(`${network.name}/${node.name}/${last}`);
  const linear = (map: string, head: number): SymbolicTensor => {
    const layer = `${name}_${map}${head}`;
    const scale = map === 'query' ? attentionScale(features, heads) : 1;
    const values = (): Tensor[] => [
      parameter(`${map}_kernel`)
        .slice([0, head * units], [features, units])
        .mul(scale),
      parameter(`${map}_bias`)
        .slice([head * units], [units])
        .mul(scale),
    ];
    weights.push({ layer, values });
    return tf.layers.dense({ units, name: layer }).apply(inputs) as SymbolicTensor;
  };
  const outputs = Array.from({ length: heads }, (_, head) => {
    const queries = linear('query', head);
    const likeness = tf.layers
      .dot({ axes: [2, 2], name: `${name}_likeness${head}` })
      .apply([queries, linear('key', head)]);
    const shares = tf.layers.softmax({ axis: -1, name: `${name}_shares${head}` }).apply(likeness);
    return tf.layers
      .dot({ axes: [2, 1], name: `${name}_seen${head}` })
      .apply([shares as SymbolicTensor, linear('value', head)]) as SymbolicTensor;
  });
  const together =
    heads === 1
      ? outputs
      : tf.layers.concatenate({ axis: -1, name: `${name}_heads` }).apply(outputs);
  const layer = `${name}_output`;
  weights.push({ layer, values: () => [parameter('output_kernel'), parameter('output_bias')] });
  return tf.layers.dense({ units: features, name: layer }).apply(together) as SymbolicTensor;
}
