import { type Matrix, toTensor } from '../data/matrix.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import type { Network } from './network.ts';

/**
 * Gives a dense layer its values.
 * @param kernel `[features, units]`
 * @param bias `[units]`; null for a layer without
 */
export function setDense(
  network: Network,
  node: string,
  kernel: Matrix,
  bias: Float32Array | null,
): void {
  tf.tidy(() => {
    const set = (last: string, value: Tensor): void => {
      network.parameterOf(node, last).assign(value as never);
    };
    set('kernel', toTensor(kernel));
    if (bias !== null) set('bias', tf.tensor1d(bias.slice()) as unknown as Tensor);
  });
}
