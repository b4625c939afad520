import { asRank2, dimension } from '../../engine/shapes.ts';
import { type Tensor, tf, type Variable } from '../../engine/tensorflow.ts';
import type { ParameterSpec } from './layer.ts';

/** The four linear maps, as their parameters are named: `query_kernel`, `query_bias`, … */
const attentionMaps = ['query', 'key', 'value', 'output'] as const;

/** What products of queries and keys are multiplied by: 1 / √(features of a head). */
export const attentionScale = (features: number, heads: number): number =>
  1 / Math.sqrt(features / heads);

export function attentionParameters(features: number): ParameterSpec[] {
  return attentionMaps.flatMap((map): ParameterSpec[] => [
    { name: `${map}_kernel`, shape: [features, features], initializer: 'xavier', trainable: true },
    { name: `${map}_bias`, shape: [features], initializer: 'zeros', trainable: true },
  ]);
}

/** @throws {RangeError} when heads cannot share the features of `[tokens, features]` */
export function checkHeads(heads: number, shape: readonly number[]): readonly number[] {
  if (shape.length !== 2 || (shape[1] ?? 0) % heads !== 0) {
    throw new RangeError(`${heads} heads cannot share [${shape.join(', ')}]`);
  }
  return shape;
}

/**
 * Multi-head self-attention (Vaswani et al. 2017, arXiv 1706.03762, eq. 1 and section 3.2.2).
 *
 * @param x `[batch, tokens, features]`
 * @param bias added to the products of queries and keys, of a shape that spreads over `[batch, heads, tokens, tokens]`; null for
 *   none
 * @returns the shape of x
 */
export function attend(
  x: Tensor,
  heads: number,
  parameter: (name: string) => Variable,
  bias: Tensor | null,
): Tensor {
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
  const products = tf.matMul(query.mul(attentionScale(features, heads)), key, false, true);
  const likeness = bias === null ? products : products.add(bias);
  const seen = tf.matMul(tf.softmax(likeness) as Tensor, value);
  const together = seen.transpose([0, 2, 1, 3]).reshape([-1, features]);
  return linear('output', together).reshape([-1, tokens, features]);
}
