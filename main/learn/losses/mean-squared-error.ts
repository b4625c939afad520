import type { Tensor } from '../engine/tensorflow.ts';

/**
 * The mean of (value − target)²: what a mean minimizes (Bishop 2006, Pattern Recognition and Machine Learning, eq. 1.90).
 * @param values,targets of one shape
 * @returns a scalar
 */
export function meanSquaredError(values: Tensor, targets: Tensor): Tensor {
  return values.sub(targets).square().mean();
}
