import { batchNorm as fusedBatchNorm } from '../../engine/batch-norm.ts';
import { type LayerKind, only } from './layer.ts';

/** Batch normalization over the last axis of `[height, width, channels]` or `[features]`. */
export const batchNorm: LayerKind<Record<never, never>> = {
  outputShape: (_, inputs) => only(inputs),
  parameters(_, inputs) {
    const shape = [only(inputs).at(-1) ?? 0];
    return [
      { name: 'gamma', shape, initializer: 'ones', trainable: true },
      { name: 'beta', shape, initializer: 'zeros', trainable: true },
      { name: 'moving_mean', shape, initializer: 'zeros', trainable: false },
      { name: 'moving_variance', shape, initializer: 'ones', trainable: false },
    ];
  },
  turns: true,
  apply(_, inputs, { parameter, training }) {
    const x = only(inputs);
    // The fused kernel wants four axes.
    const wide = x.rank === 4 ? x : x.reshape([-1, 1, 1, x.shape.at(-1) ?? 0]);
    const y = fusedBatchNorm(
      wide,
      parameter('gamma'),
      parameter('beta'),
      {
        movingMean: parameter('moving_mean'),
        movingVariance: parameter('moving_variance'),
      },
      training,
    );
    return x.rank === 4 ? y : y.reshape([-1, x.shape.at(-1) ?? 0]);
  },
};
