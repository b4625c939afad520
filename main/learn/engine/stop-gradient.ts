import { type Tensor, tf } from './tensorflow.ts';

/** The same values, as if they were constants: no gradient flows back through them. */
export function stopGradient(x: Tensor): Tensor {
  const constant = tf.customGrad((input) => ({
    value: (input as Tensor).clone() as never,
    gradFunc: (dy: Tensor) => tf.zerosLike(dy) as never,
  }));
  return constant(x as never) as unknown as Tensor;
}
