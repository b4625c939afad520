import { asRank2, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';
import { l2Normalize } from './l2-normalize.ts';

/** Subtracted from similarities that do not count, so that their softmax weight is zero. */
const mask = 1e9;

/**
 * Each row must find all others of its group among all rows: over its positives p, the mean of
 * −log (exp(zᵢ·zₚ/τ) / Σₐ exp(zᵢ·zₐ/τ)), a ≠ i, averaged over rows (SupCon, Khosla et al. 2020, arXiv 2004.11362, eq. 2). With groups of two it is NT-Xent.
 *
 * @param rows zᵢ, `[rows, features]`; L2-normalized here
 * @param groups int32 `[rows]`; each row has another of its group
 * @param temperature τ > 0
 * @returns scalars: the loss in nats, log(rows − 1) when all rows are equal; the share of rows to which one of their group is the most similar
 */
export function supervisedContrast(
  rows: Tensor,
  groups: Tensor,
  temperature: number,
): { loss: Tensor; accuracy: Tensor } {
  const count = dimension(rows, 0);
  const z = asRank2(l2Normalize(rows));
  const self = tf.eye(count) as unknown as Tensor;
  const similarities = tf.matMul(z, z, false, true) as unknown as Tensor;
  const logits = similarities.div(temperature).sub(self.mul(mask)) as Tensor;
  const together = groups
    .reshape([count, 1])
    .equal(groups.reshape([1, count]))
    .toFloat();
  const positives = together.sub(self) as Tensor;
  const each = positives.mul(tf.logSoftmax(logits)).sum(1).div(positives.sum(1));
  const nearest = logits.sub(tf.scalar(1).sub(positives).mul(mask)).max(1);
  return {
    loss: each.mean().neg(),
    accuracy: nearest.equal(logits.max(1)).toFloat().mean(),
  };
}
