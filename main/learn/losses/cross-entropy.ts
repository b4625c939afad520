import { rawOp } from '../engine/raw-op.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

const attributes = { types: { T: 'float32', Tlabels: 'int32' } } as const;

/**
 * Softmax cross-entropy with integer classes: −log softmax(logits)[class], one fused kernel.
 * Source: Goodfellow, Bengio, Courville, Deep Learning (2016), eq. 6.29 and 6.30.
 *
 * @param logits `[batch, classes]`
 * @param classes int32 `[batch]`, each 0 … classes − 1
 * @returns `[batch]`, nats
 */
export function crossEntropyPerSample(logits: Tensor, classes: Tensor): Tensor {
  const op = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const [loss, slope] = rawOp(
      'SparseSoftmaxCrossEntropyWithLogits',
      attributes,
      [input, classes],
      2,
    ) as [Tensor, Tensor];
    save([slope]);
    return {
      value: loss,
      gradFunc: (dy: Tensor, saved: Tensor[]) => dy.expandDims(1).mul(saved[0] as Tensor),
    };
  });
  return op(logits) as Tensor;
}

/** The mean of `crossEntropyPerSample`: a scalar, nats. */
export function crossEntropy(logits: Tensor, classes: Tensor): Tensor {
  return crossEntropyPerSample(logits, classes).mean();
}

/**
 * Softmax cross-entropy with probabilities as targets, −Σ_c target_c · log softmax(logits)_c, averaged over the batch: a
 * scalar, nats. For targets that are one class it is `crossEntropy`.
 *
 * @param logits `[batch, classes]`
 * @param targets `[batch, classes]`, rows sum to 1; no gradient goes to them
 */
export function softCrossEntropy(logits: Tensor, targets: Tensor): Tensor {
  return targets.mul(tf.logSoftmax(logits)).sum(1).mean().neg();
}
