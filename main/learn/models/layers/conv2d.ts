import { asRank4 } from '../../engine/shapes.ts';
import { tf } from '../../engine/tensorflow.ts';
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
  apply(config, inputs, { parameter }) {
    const x = asRank4(only(inputs));
    const kernel = asRank4(parameter('kernel'));
    const pad = convPadding(config);
    // At stride 1 TensorFlow's SAME is the same zeros; at stride 2 it is lopsided, so pad first.
    const y =
      config.stride === 1
        ? tf.conv2d(x, kernel, 1, 'same')
        : tf.conv2d(
            pad === 0
              ? x
              : tf.pad(x, [
                  [0, 0],
                  [pad, pad],
                  [pad, pad],
                  [0, 0],
                ]),
            kernel,
            config.stride,
            'valid',
          );
    return config.bias ? y.add(parameter('bias')) : y;
  },
};
