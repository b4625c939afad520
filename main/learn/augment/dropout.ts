import type { StepRandom } from '../engine/random.ts';
import type { Tensor } from '../engine/tensorflow.ts';

/**
 * Each number is 0 with a probability, and the others are larger by as much: the mean stays (Srivastava et al. 2014, Dropout, JMLR 15, section 10).
 * @param values any shape
 * @param rate share of zeros, 0…1
 */
export function dropout(values: Tensor, rate: number, random: StepRandom): Tensor {
  const kept = random.uniform(values.shape).greaterEqual(rate).toFloat();
  return values.mul(kept).div(1 - rate);
}
