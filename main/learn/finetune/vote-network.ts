import { fromTensor, type Matrix, toTensor } from '../data/matrix.ts';
import { tf } from '../engine/tensorflow.ts';
import type { GraphBuilder } from '../models/graph.ts';
import type { Network } from '../models/network.ts';
import { setDense } from '../models/set-dense.ts';
import { addJoined, type JoinedNodes, setJoined } from './joined-network.ts';
import type { Workbench } from './workbench.ts';

/** Node of what the bank says, `[classes]`. */
export const votesNode = 'votes';

/**
 * Begins a graph of images in which each image asks a bank of images by likeness: exp(sharpness · cosine) shares of what
 * is said of each.
 * @param banked images in the bank
 */
export async function addVotes(
  bench: Workbench,
  builder: GraphBuilder,
  banked: number,
): Promise<JoinedNodes> {
  const values = await bench.pool.joinedValues();
  const nodes = addJoined(builder, bench.pool.encoderGraph, values);
  const near = builder.add('dense', 'near', [nodes.joined], { units: banked, bias: false });
  const shares = builder.add('softmax', 'shares', [near], {});
  builder.add('dense', votesNode, [shares], { units: bench.classes, bias: false });
  return nodes;
}

/**
 * Fills a network of such a graph.
 * @param bank features of the images, of length 1, `[banked, features]`
 * @param said of each, `[banked, classes]`
 */
export async function setVotes(
  bench: Workbench,
  network: Network,
  bank: Matrix,
  sharpness: number,
  said: Matrix,
): Promise<void> {
  const encoder = bench.pool.pretrained();
  setJoined(network, encoder, await bench.pool.joinedValues());
  encoder.dispose();
  const near = fromTensor(tf.tidy(() => toTensor(bank).transpose().mul(sharpness)));
  setDense(network, 'near', near, null);
  setDense(network, votesNode, said, null);
}
