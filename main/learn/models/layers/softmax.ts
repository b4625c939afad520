import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { type LayerKind, only } from './layer.ts';

/** Shares that sum to 1, over the features: `[features]` → `[features]`. */
export const softmax: LayerKind<Record<never, never>> = {
  outputShape: (_, inputs) => only(inputs),
  parameters: () => [],
  apply: (_, inputs) => tf.softmax(only(inputs) as never) as unknown as Tensor,
};
