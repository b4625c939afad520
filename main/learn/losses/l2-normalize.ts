import type { Tensor } from '../engine/tensorflow.ts';

/** Keeps the division defined for a zero vector (PyTorch's F.normalize uses the same bound). */
const smallestNorm = 1e-12;

/** Each row divided by its Euclidean length: `[batch, features]` → the same shape. */
export function l2Normalize(x: Tensor): Tensor {
  const squares = x.square().sum(-1, true);
  return x.mul(squares.maximum(smallestNorm ** 2).rsqrt());
}
