import type { StepRandom } from '../engine/random.ts';
import { asRank4, dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/**
 * A random mask of patches, `[batch, height, width, 1]`, 1 where one is hidden (SimMIM, Xie et al. 2022, arXiv 2111.09886, section 3).
 * @param pictures `[batch, height, width, channels]` @param patches down and across @param share of the patches that are hidden
 */
export function patchMask(
  pictures: Tensor,
  patches: readonly [number, number],
  share: number,
  random: StepRandom,
): Tensor {
  const hidden = random
    .uniform([dimension(pictures, 0), ...patches, 1])
    .less(share)
    .toFloat();
  const size: [number, number] = [dimension(pictures, 1), dimension(pictures, 2)];
  return tf.image.resizeNearestNeighbor(asRank4(hidden), size) as unknown as Tensor;
}
