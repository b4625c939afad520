import { type Tensor, tf } from './tensorflow.ts';

/** Added to the variance before the square root; what vision transformers use. */
export const layerNormEpsilon = 1e-6;

/**
 * Layer normalization over the last axis (Ba, Kiros, Hinton 2016, arXiv 1607.06450, eq. 4). The gradient is written
 * out: tfjs would run one kernel for each step of the chain.
 *
 * @param x `[…, features]`
 * @param gamma,beta `[features]`
 * @returns a tensor of x's shape
 */
export function layerNorm(x: Tensor, gamma: Tensor, beta: Tensor): Tensor {
  const normalize = tf.customGrad((...args) => {
    const [input, scale, offset, save] = args as unknown as [
      Tensor,
      Tensor,
      Tensor,
      (tensors: Tensor[]) => void,
    ];
    const centred = input.sub(input.mean(-1, true));
    const inverse = centred.square().mean(-1, true).add(layerNormEpsilon).rsqrt() as Tensor;
    const unit = centred.mul(inverse) as Tensor;
    save([unit, inverse, scale]);
    return {
      value: unit.mul(scale).add(offset) as Tensor,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [normalized, inverseDeviation, gain] = saved as [Tensor, Tensor, Tensor];
        const others = Array.from({ length: dy.rank - 1 }, (_, axis) => axis);
        const du = dy.mul(gain);
        const along = du.mul(normalized).mean(-1, true);
        const dx = du.sub(du.mean(-1, true)).sub(normalized.mul(along)).mul(inverseDeviation);
        return [dx, dy.mul(normalized).sum(others), dy.sum(others)] as Tensor[];
      },
    };
  });
  return normalize(x, gamma, beta) as Tensor;
}
