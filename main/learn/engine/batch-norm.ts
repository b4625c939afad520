import { rawOp } from './raw-op.ts';
import { type Tensor, tf, type Variable } from './tensorflow.ts';

/** Added to the variance before the square root; PyTorch's default, kept in every export. */
export const batchNormEpsilon = 1e-5;
/** Share of the old running statistics that stays at each step (PyTorch's momentum is 1 − this). */
export const batchNormMomentum = 0.9;

export interface BatchNormStatistics {
  movingMean: Variable;
  /** Unbiased variance, as TensorFlow and PyTorch both keep it. */
  movingVariance: Variable;
}

const attributes = (training: boolean) => ({
  types: { T: 'float32', U: 'float32' } as const,
  strings: { data_format: 'NHWC' },
  bools: { is_training: training },
  floats: { epsilon: batchNormEpsilon },
});

/**
 * Batch normalization over all axes but the last, forward and backward in one fused kernel
 * each (Ioffe and Szegedy 2015, arXiv 1502.03167, algorithm 1).
 *
 * @param x `[batch, height, width, channels]`
 * @param gamma,beta `[channels]`
 * @param training normalizes by the batch's own statistics and moves the running ones;
 *   otherwise normalizes by the running ones
 * @returns a tensor of x's shape
 */
export function batchNorm(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  statistics: BatchNormStatistics,
  training: boolean,
): Tensor {
  const { movingMean, movingVariance } = statistics;
  const normalize = tf.customGrad((...args) => {
    const [input, scale, offset] = args as unknown as [Tensor, Tensor, Tensor];
    const options = attributes(training);
    const outputs = rawOp(
      'FusedBatchNormV3',
      // With a factor below 1 the kernel itself mixes the running statistics with the batch's.
      training
        ? {
            ...options,
            floats: { ...options.floats, exponential_avg_factor: 1 - batchNormMomentum },
          }
        : options,
      [input, scale, offset, movingMean, movingVariance],
      6,
    );
    const [y, newMean, newVariance, reserve1, reserve2, reserve3] = outputs as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    if (training) {
      movingMean.assign(newMean as never);
      movingVariance.assign(newVariance as never);
    }
    const save = args.at(-1) as unknown as (tensors: Tensor[]) => void;
    save([input, scale, reserve1, reserve2, reserve3]);
    return {
      value: y,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [savedInput, savedScale, ...reserved] = saved as [Tensor, Tensor, ...Tensor[]];
        const [dx, dGamma, dBeta] = rawOp(
          'FusedBatchNormGradV3',
          attributes(training),
          [dy, savedInput, savedScale, ...reserved],
          5,
        );
        return [dx, dGamma, dBeta] as Tensor[];
      },
    };
  });
  return normalize(x, gamma, beta) as Tensor;
}
