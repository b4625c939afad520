import { type Tensor, tf } from '../engine/tensorflow.ts';

/**
 * Mean binary cross-entropy of yes or no questions, from logits, in the form that never overflows:
 * max(x, 0) − x y + log(1 + exp(−|x|)) (TensorFlow's `sigmoid_cross_entropy_with_logits`).
 *
 * @param logits,answers of one shape; answers 0 or 1
 * @returns a scalar
 */
export function binaryCrossEntropy(logits: Tensor, answers: Tensor): Tensor {
  return tf.tidy(() =>
    logits.relu().sub(logits.mul(answers)).add(logits.abs().neg().exp().log1p()).mean(),
  );
}
