import type { Tensor, Variable } from '../engine/tensorflow.ts';

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/**
 * Adam's step (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1). The powers of β come from the
 * count each time, so that a resumed run computes the very same numbers.
 *
 * @returns η · m̂ / (√v̂ + ε), of the gradient's shape, to be subtracted from the parameter
 */
export function adamStep(
  gradient: Tensor,
  [first, second]: readonly Variable[],
  learningRate: number,
  count: number,
): Tensor {
  if (first === undefined || second === undefined) throw new RangeError('adam keeps two slots');
  const m = first.mul(beta1).add(gradient.mul(1 - beta1));
  const v = second.mul(beta2).add(gradient.square().mul(1 - beta2));
  first.assign(m as never);
  second.assign(v as never);
  const scaledRate = learningRate / (1 - beta1 ** count);
  const denominator = v
    .div(1 - beta2 ** count)
    .sqrt()
    .add(epsilon);
  return m.mul(scaledRate).div(denominator);
}
