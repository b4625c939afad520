import { mixSeed, seededUniform } from '../data/seeded.ts';
import type { Tensor } from '../engine/tensorflow.ts';

/**
 * Mixup: x̃ = λ x_i + (1 − λ) x_j, for images and for their targets alike, where j is i counted from the other end of the batch: batches
 * are shuffled, so that is as good as any partner.
 * Source: Zhang, Cisse, Dauphin, Lopez-Paz 2018, arXiv 1710.09412, section 2.
 *
 * @param x `[batch, …]`
 * @param shares λ of each row, `[batch]`, 0…1
 */
export function mixed(x: Tensor, shares: Tensor): Tensor {
  const [batch = 0] = x.shape;
  const share = shares.reshape([batch, ...x.shape.slice(1).map(() => 1)]);
  const partner = x.reverse(0);
  return partner.add(x.sub(partner).mul(share));
}

/**
 * λ of each image of a step, from Beta(α, α), the larger of λ and 1 − λ: an image stays mostly itself.
 * Drawn by Jöhnk's method (1964): u^(1/α) / (u^(1/α) + v^(1/α)) of the uniform u and v whose sum of powers is at most 1.
 *
 * @param alpha 0 < α ≤ 1
 */
export function mixupShares(
  count: number,
  alpha: number,
  seed: number,
  step: number,
): Float32Array {
  const uniform = seededUniform(mixSeed(seed, 'mixup', step));
  return Float32Array.from({ length: count }, () => {
    for (;;) {
      const [x, y] = [uniform() ** (1 / alpha), uniform() ** (1 / alpha)];
      const sum = x + y;
      if (sum > 0 && sum <= 1) return Math.max(x, y) / sum;
    }
  });
}
