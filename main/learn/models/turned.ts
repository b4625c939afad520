import { asRank4 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { type Graph, type GraphNode, kindOf, shapeOf } from './graph.ts';

/*
 * Networks see images upside down. The library pads as PyTorch does, by (kernel − 1) / 2 zeros on every side. A window
 * of 3 at stride 2 over an even number of rows never reaches the last row of zeros; TensorFlow's own padding (SAME)
 * leaves out the first. So a padded copy of each image is needed, or this: turn the image by 180°, which is cheap
 * once at the start, turn the kernels, and SAME is PyTorch's padding. It is worth a fifth of a training step.
 */

/** Whether a network gives the same on images turned by 180°, and gains by it. */
export function canTurn(graph: Graph): boolean {
  const seesImages = (name: string): boolean => shapeOf(graph, name).length === 3;
  const onImages = graph.nodes.filter(({ inputs }) => inputs.some(seesImages));
  return onImages.some(padsLopsided) && onImages.every((node) => kindOf(node).turns === true);
}

function padsLopsided(node: GraphNode): boolean {
  return node.kind === 'conv2d' && node.config.stride > 1 && node.config.kernel > 1;
}

/** `[batch, height, width, channels]` turned by 180°; anything else as it is. */
export function turn(x: Tensor): Tensor {
  return x.rank === 4 ? tf.reverse4d(asRank4(x), [1, 2]) : x;
}
