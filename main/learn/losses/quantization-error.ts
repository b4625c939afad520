import { asRank2 } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/**
 * What k-means makes small: the squared distance of a point to the nearest centre, averaged over the points. Its gradient
 * moves each centre towards the mean of its points (Bottou and Bengio 1995, Convergence Properties of the K-Means
 * Algorithms, section 2.1; on batches, Sculley 2010).
 *
 * @param points `[n, features]`
 * @param centres `[k, features]`
 * @returns `loss`: a scalar; `nearest`: int32 `[n]`, the centre of each
 */
export function quantizationError(
  points: Tensor,
  centres: Tensor,
): { loss: Tensor; nearest: Tensor } {
  const products = tf.matMul(asRank2(points), asRank2(centres), false, true);
  // ‖x‖² is the same for all centres, and comes in after the least is found.
  const relative = centres.square().sum(1).sub(products.mul(2)) as unknown as Tensor;
  const squares = points.square().sum(1);
  return {
    loss: relative.min(1).add(squares).mean(),
    nearest: relative.argMin(1),
  };
}
