import { asRank2, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { crossEntropy } from './cross-entropy.ts';

/**
 * Each row of one matrix must find its row of the other among all rows, by their inner product:
 * −log (exp xᵢᵀyᵢ / Σⱼ exp xᵢᵀyⱼ), averaged. With y = W y' it is COLA's bilinear similarity (Saeed et al. 2020, arXiv 2010.10915, eq. 1 and 2); with rows of
 * length 1, those of one divided by τ, it is SimCSE's cosine (Gao, Yao, Chen 2021, arXiv 2104.08821, eq. 1).
 *
 * @param anchors xᵢ, `[batch, features]`
 * @param others yⱼ, likewise
 * @returns scalars: the loss in nats, and the share of anchors whose own row is the most similar
 */
export function findOwnRow(anchors: Tensor, others: Tensor): { loss: Tensor; accuracy: Tensor } {
  const logits = tf.matMul(asRank2(anchors), asRank2(others), false, true) as unknown as Tensor;
  const own = tf.range(0, dimension(anchors, 0), 1, 'int32') as unknown as Tensor;
  return {
    loss: crossEntropy(logits, own),
    accuracy: logits.argMax(1).equal(own).toFloat().mean(),
  };
}
