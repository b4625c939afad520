import { asRank2, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { crossEntropy } from './cross-entropy.ts';

/**
 * Each row of one matrix must find its row of the other among all rows, by s(x, y) = xᵀ W y:
 * −log (exp s(xᵢ, yᵢ) / Σⱼ exp s(xᵢ, yⱼ)), averaged (COLA, Saeed et al. 2020, arXiv 2010.10915, eq. 1 and 2).
 *
 * @param anchors xᵢ, `[batch, features]`
 * @param mapped W yⱼ, likewise
 * @returns scalars: the loss in nats, and the share of anchors whose own row is the most similar
 */
export function bilinearContrast(
  anchors: Tensor,
  mapped: Tensor,
): { loss: Tensor; accuracy: Tensor } {
  const logits = tf.matMul(asRank2(anchors), asRank2(mapped), false, true) as unknown as Tensor;
  const own = tf.range(0, dimension(anchors, 0), 1, 'int32') as unknown as Tensor;
  return {
    loss: crossEntropy(logits, own),
    accuracy: logits.argMax(1).equal(own).toFloat().mean(),
  };
}
