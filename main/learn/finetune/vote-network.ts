import type { Matrix } from '../data/matrix.ts';
import type { GraphBuilder } from '../models/graph.ts';
import type { Network } from '../models/network.ts';
import { addJoined, type JoinedNodes, setDense, setJoined } from './joined-network.ts';
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
  setDense(network, 'near', scaledTransposed(bank, sharpness), null);
  setDense(network, votesNode, said, null);
}

/** Rows become columns: `[rows, columns]` → `[columns, rows]`, times a factor. */
function scaledTransposed({ rows, columns, values }: Matrix, factor: number): Matrix {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = factor * (values[row * columns + column] ?? 0);
    }
  }
  return { rows: columns, columns: rows, values: result };
}
