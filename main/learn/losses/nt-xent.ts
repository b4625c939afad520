import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { crossEntropy } from './cross-entropy.ts';
import { l2Normalize } from './l2-normalize.ts';

/** Subtracted from a vector's similarity with itself, so that its softmax weight is zero. */
const selfMask = 1e9;

/**
 * NT-Xent, the normalized temperature-scaled cross-entropy of SimCLR (Chen et al. 2020,
 * arXiv 2002.05709, eq. 1), averaged over all 2N ordered positive pairs (algorithm 1).
 *
 * @param first,second projections of the two views, `[batch, features]`; row i of both comes
 *   from one image. They are L2-normalized here.
 * @param temperature τ > 0
 * @returns a scalar, nats; log(2N − 1) when all projections are equal
 */
export function ntXent(first: Tensor, second: Tensor, temperature: number): Tensor {
  const count = dimension(first, 0);
  const z = l2Normalize(tf.concat([first, second], 0));
  const similarities = tf.matMul(z as never, z as never, false, true) as Tensor;
  const logits = similarities.div(temperature).sub(tf.eye(2 * count).mul(selfMask));
  // The positive of row i is row i + N, and the other way round.
  const positives = tf.concat([
    tf.range(count, 2 * count, 1, 'int32'),
    tf.range(0, count, 1, 'int32'),
  ]);
  return crossEntropy(logits, positives);
}
