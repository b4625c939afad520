import type { StepRandom } from '../engine/random.ts';
import { dimension } from '../engine/shapes.ts';
import { type Tensor, tf } from '../engine/tensorflow.ts';

/** Whole numbers below `count`, each as likely: int32 `[batch]`. */
export function randomBelow(count: number, batch: number, random: StepRandom): Tensor {
  return random
    .uniform([batch], 0, count)
    .floor()
    .minimum(count - 1)
    .toInt() as Tensor;
}

/** One of `count` orders for each sample, spread over all of them: int32 `[batch]`. */
export function someOrders(samples: Tensor, count: number): Tensor {
  const batch = dimension(samples, 0);
  const classes = Array.from({ length: batch }, (_, i) => Math.floor(((i + 0.5) * count) / batch));
  return tf.tensor1d(classes, 'int32') as unknown as Tensor;
}
