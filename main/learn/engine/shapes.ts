import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tensor } from './tensorflow.ts';

/**
 * Narrow a tensor to the rank an operation asks for.
 * @throws {RangeError} when it has another rank
 */
export const asRank2 = (x: Tensor): Tensor2D => withRank(x, 2) as unknown as Tensor2D;
export const asRank4 = (x: Tensor): Tensor4D => withRank(x, 4) as unknown as Tensor4D;

function withRank(x: Tensor, rank: number): Tensor {
  if (x.rank !== rank) {
    throw new RangeError(`a tensor of rank ${rank} is needed, got shape [${x.shape.join(', ')}]`);
  }
  return x;
}

/** One dimension of a tensor. @throws {RangeError} when the tensor has fewer dimensions */
export function dimension(x: Tensor, axis: number): number {
  const size = x.shape[axis];
  if (size === undefined) throw new RangeError(`no axis ${axis} in [${x.shape.join(', ')}]`);
  return size;
}
