import type { Tensor4D } from '@tensorflow/tfjs-core';
import { everySecondFromEnd } from '../../engine/every-second.ts';
import { asRank4 } from '../../engine/shapes.ts';
import { type Tensor, tf } from '../../engine/tensorflow.ts';
import { type LayerKind, only } from './layer.ts';

export interface Conv2dConfig {
  filters: number;
  /** Odd side of the square kernel, pixels. */
  kernel: number;
  stride: 1 | 2;
  bias: boolean;
}

/** Zeros on each side: PyTorch's padding, (k − 1) / 2 everywhere, also at stride 2. */
export const convPadding = (config: Conv2dConfig): number => (config.kernel - 1) / 2;

/** Convolution: `[height, width, in]` → `[⌈height / stride⌉, ⌈width / stride⌉, filters]`. */
export const conv2d: LayerKind<Conv2dConfig> = {
  outputShape(config, inputs) {
    const [height = 0, width = 0] = only(inputs);
    return [Math.ceil(height / config.stride), Math.ceil(width / config.stride), config.filters];
  },
  parameters(config, inputs) {
    const channels = only(inputs)[2] ?? 0;
    const { kernel, filters, bias } = config;
    return [
      {
        name: 'kernel',
        shape: [kernel, kernel, channels, filters],
        initializer: 'he',
        trainable: true,
      },
      ...(bias
        ? ([{ name: 'bias', shape: [filters], initializer: 'zeros', trainable: true }] as const)
        : []),
    ];
  },
  turns: true,
  apply(config, inputs, { parameter, turned }) {
    const x = asRank4(only(inputs));
    const kernel = asRank4(parameter('kernel'));
    const y = turned ? turnedConvolution(x, kernel, config) : convolution(x, kernel, config);
    return config.bias ? y.add(parameter('bias')) : y;
  },
};

function convolution(x: Tensor4D, kernel: Tensor4D, config: Conv2dConfig): Tensor {
  const pad = convPadding(config);
  // At stride 1 TensorFlow's SAME is the same zeros; at stride 2 it is lopsided, so pad first.
  if (config.stride === 1) return tf.conv2d(x, kernel, 1, 'same');
  const sides = [pad, pad] as [number, number];
  const padded = pad === 0 ? x : tf.pad(x, [[0, 0], sides, sides, [0, 0]]);
  return tf.conv2d(padded, kernel, config.stride, 'valid');
}

/** On an image turned by 180°: TensorFlow's SAME then leaves out just the zeros that no window reaches. */
function turnedConvolution(x: Tensor4D, kernel: Tensor4D, config: Conv2dConfig): Tensor {
  if (config.kernel > 1) {
    return tf.conv2d(x, tf.reverse4d(kernel, [0, 1]), config.stride, 'same');
  }
  // Windows of one pixel begin at the last.
  const seen = config.stride === 1 ? x : asRank4(everySecondFromEnd(x));
  return tf.conv2d(seen, kernel, 1, 'same');
}
