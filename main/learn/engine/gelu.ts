import { type Tensor, tf } from './tensorflow.ts';

/**
 * GELU, x · Φ(x) with the normal distribution's Φ (Hendrycks, Gimpel 2016, arXiv 1606.08415, section 2; the exact
 * form by erf, not the one by tanh). Any shape.
 */
export function gelu(x: Tensor): Tensor {
  const op = tf.customGrad((...args) => {
    const [input, save] = args as unknown as [Tensor, (tensors: Tensor[]) => void];
    const share = input.mul(Math.SQRT1_2).erf().add(1).mul(0.5) as Tensor;
    save([input, share]);
    return {
      value: input.mul(share) as Tensor,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [at, phi] = saved as [Tensor, Tensor];
        const density = at
          .square()
          .mul(-0.5)
          .exp()
          .mul(1 / Math.sqrt(2 * Math.PI));
        return dy.mul(phi.add(at.mul(density))) as Tensor;
      },
    };
  });
  return op(x) as Tensor;
}
