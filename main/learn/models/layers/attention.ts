import { asRank2, dimension } from '../../engine/shapes.ts';
import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { type LayerKind, only, type ParameterSpec } from './layer.ts';

export interface AttentionConfig {
  /** A divisor of the number of features. */
  heads: number;
}

/** The four linear maps, as their parameters are named: `query_kernel`, `query_bias`, … */
const attentionMaps = ['query', 'key', 'value', 'output'] as const;

/** What products of queries and keys are multiplied by: 1 / √(features of a head). */
export const attentionScale = (features: number, heads: number): number =>
  1 / Math.sqrt(features / heads);

/**
 * Multi-head self-attention: `[tokens, features]` → the same; any number of tokens
 * (Vaswani et al. 2017, arXiv 1706.03762, eq. 1 and section 3.2.2).
 */
export const attention: LayerKind<AttentionConfig> = {
  outputShape({ heads }, inputs) {
    const shape = only(inputs);
    if (shape.length !== 2 || (shape[1] ?? 0) % heads !== 0) {
      throw new RangeError(`${heads} heads cannot share [${shape.join(', ')}]`);
    }
    return shape;
  },
  parameters(_, inputs) {
    const features = only(inputs)[1] ?? 0;
    return attentionMaps.flatMap((map): ParameterSpec[] => [
      {
        name: `${map}_kernel`,
        shape: [features, features],
        initializer: 'xavier',
        trainable: true,
      },
      { name: `${map}_bias`, shape: [features], initializer: 'zeros', trainable: true },
    ]);
  },
  apply({ heads }, inputs, { parameter }) {
    const x = only(inputs);
    const [tokens, features] = [dimension(x, 1), dimension(x, 2)];
    const rows = x.reshape([-1, features]);
    const linear = (map: string, of: Tensor): Tensor =>
      tf
        .matMul(asRank2(of), asRank2(parameter(`${map}_kernel`)))
        .add(parameter(`${map}_bias`)) as Tensor;
    /** `[batch, heads, tokens, features of a head]` */
    const split = (map: string): Tensor =>
      linear(map, rows)
        .reshape([-1, tokens, heads, features / heads])
        .transpose([0, 2, 1, 3]);
    const [query, key, value] = [split('query'), split('key'), split('value')];
    const likeness = tf.matMul(query.mul(attentionScale(features, heads)), key, false, true);
    const seen = tf.matMul(tf.softmax(likeness) as Tensor, value);
    const together = seen.transpose([0, 2, 1, 3]).reshape([-1, features]);
    return linear('output', together).reshape([-1, tokens, features]);
  },
};
