import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { type LayerKind, only } from './layer.ts';

export interface TreeSumsConfig {
  /** Of all trees together. */
  nodes: number;
  /** A multiple of `sums`. */
  trees: number;
  /** Tree t adds to sum t mod `sums`. */
  sums: number;
  /** Steps from a root to the deepest leaf; 1 at the least. */
  depth: number;
}

/** Parameters of the layer, all float32. */
const treeSumsParameters = ['root', 'feature', 'threshold', 'child', 'value'] as const;

/**
 * Sums of decision trees: `[features]` → `[sums]`. All trees are walked at once, a step a level: the tree traversal of Hummingbird
 * (Nakandala et al. 2020, arXiv 2010.04804, section 4.1), which has no branches and so is a graph. A node has its left child at
 * `child` and its right one, for what is above `threshold`, behind it; a leaf is its own child, with a threshold that nothing is above.
 */
export const treeSums: LayerKind<TreeSumsConfig> = {
  outputShape({ nodes, trees, sums, depth }, inputs) {
    if (only(inputs).length !== 1) throw new RangeError('trees take flat features');
    if (![nodes, trees, sums, depth].every((size) => Number.isInteger(size) && size > 0)) {
      throw new RangeError('trees need nodes, sums and a depth');
    }
    if (depth > nodes) throw new RangeError(`${nodes} nodes are not ${depth} deep`);
    if (trees % sums !== 0) throw new RangeError(`${trees} trees do not make up ${sums} sums`);
    return [sums];
  },
  parameters: ({ nodes, trees }) =>
    treeSumsParameters.map((name) => ({
      name,
      shape: [name === 'root' ? trees : nodes],
      initializer: 'zeros' as const,
      trainable: false,
    })),
  apply({ trees, sums, depth }, inputs, { parameter }) {
    const x = only(inputs) as never;
    const numbers = (name: string): never => parameter(name).toInt() as never;
    const [feature, child] = [numbers('feature'), numbers('child')];
    const threshold = parameter('threshold') as never;
    let node = numbers('root');
    for (let step = 0; step < depth; step++) {
      // All rows begin at the same nodes; after that each tree of each row is at one of its own.
      const column = tf.gather(feature, node);
      const value = step === 0 ? tf.gather(x, column, 1) : tf.gather(x, column, 1, 1);
      const isRight = tf.greater(value, tf.gather(threshold, node));
      node = tf.add(tf.gather(child, node), tf.cast(isRight, 'int32')) as never;
    }
    const values = tf.gather(parameter('value') as never, node);
    return tf.sum(tf.reshape(values, [-1, trees / sums, sums]), 1) as unknown as Tensor;
  },
};
