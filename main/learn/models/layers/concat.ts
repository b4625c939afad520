import { type Tensor, tf } from '../../engine/tensorflow.ts';
import type { LayerKind } from './layer.ts';

/** Features side by side: `[a]`, `[b]`, … → `[a + b + …]`. */
export const concat: LayerKind<Record<never, never>> = {
  outputShape(_, inputs) {
    if (inputs.length < 2 || inputs.some((shape) => shape.length !== 1)) {
      throw new RangeError(`two rows of features at least expected, got ${JSON.stringify(inputs)}`);
    }
    return [inputs.reduce((sum, [features = 0]) => sum + features, 0)];
  },
  parameters: () => [],
  apply: (_, inputs) => tf.concat([...inputs] as never, 1) as unknown as Tensor,
};
