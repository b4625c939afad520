import { type Tensor, tf } from '../engine/tensorflow.ts';
import type { GraphBuilder } from '../models/graph.ts';
import type { TreeSumsConfig } from '../models/layers/tree-sums.ts';
import type { Network } from '../models/network.ts';
import { setDense } from '../models/set-dense.ts';
import type { BoostedTrees } from './boosted-trees.ts';
import type { Tree } from './tree.ts';

/**
 * Adds trees to a graph: their sums, and a linear layer that makes logits of these, or of a regression the value.
 * @param input node of their features
 * @returns name of the last node, `[classes]` or `[1]`
 */
export function addTrees(builder: GraphBuilder, input: string, model: BoostedTrees): string {
  const sums = builder.add('treeSums', 'trees', [input], layoutOf(model).config);
  const units = Math.max(1, model.classes);
  return builder.add('dense', 'logits', [sums], { units, bias: true });
}

/** Gives a network with such nodes the trees. */
export function setTrees(network: Network, model: BoostedTrees): void {
  const { values } = layoutOf(model);
  tf.tidy(() => {
    for (const [name, each] of Object.entries(values)) {
      const tensor = tf.tensor1d(each, 'float32') as unknown as Tensor;
      network.parameterOf('trees', name).assign(tensor as never);
    }
  });
  // One score of two classes is that of the second; else there is one each.
  const sums = model.baseline.length;
  const units = Math.max(1, model.classes);
  const kernel = new Float32Array(sums * units);
  const bias = new Float32Array(units);
  for (let sum = 0; sum < sums; sum++) {
    const unit = sum + units - sums;
    kernel[sum * units + unit] = 1;
    bias[unit] = model.baseline[sum] ?? 0;
  }
  setDense(network, 'logits', { rows: sums, columns: units, values: kernel }, bias);
}

type Values = Record<'root' | 'feature' | 'threshold' | 'child' | 'value', number[]>;

/** The trees as the layer has them: both children of a node beside each other. */
function layoutOf({ trees, baseline }: BoostedTrees): { config: TreeSumsConfig; values: Values } {
  const values: Values = { root: [], feature: [], threshold: [], child: [], value: [] };
  let depth = 1;
  for (const tree of trees) {
    values.root.push(values.feature.length);
    depth = Math.max(depth, appendTree(values, tree));
  }
  const nodes = values.feature.length;
  return { config: { nodes, trees: trees.length, sums: baseline.length, depth }, values };
}

/** @returns steps to its deepest leaf */
function appendTree(values: Values, tree: Tree): number {
  const first = values.feature.length;
  const order = [{ node: 0, depth: 0 }];
  let deepest = 0;
  // The list grows while it is gone through, level by level.
  for (const { node, depth } of order) {
    const feature = tree.features[node] ?? -1;
    const isLeaf = feature < 0;
    values.feature.push(isLeaf ? 0 : feature);
    values.threshold.push(isLeaf ? Number.POSITIVE_INFINITY : (tree.thresholds[node] ?? 0));
    values.child.push(isLeaf ? values.child.length : first + order.length);
    values.value.push(isLeaf ? (tree.values[node] ?? 0) : 0);
    deepest = Math.max(deepest, depth);
    if (isLeaf) continue;
    for (const child of [tree.left[node] ?? 0, tree.right[node] ?? 0]) {
      order.push({ node: child, depth: depth + 1 });
    }
  }
  return deepest;
}
