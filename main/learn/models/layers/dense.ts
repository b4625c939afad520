import { asRank2 } from '../../engine/shapes.ts';
import { tf } from '../../engine/tensorflow.ts';
import { type LayerKind, only } from './layer.ts';

export interface DenseConfig {
  units: number;
  bias: boolean;
}

/** Fully connected: `[features]` → `[units]`, x · kernel + bias. */
export const dense: LayerKind<DenseConfig> = {
  outputShape: (config) => [config.units],
  parameters(config, inputs) {
    const features = only(inputs)[0] ?? 0;
    return [
      {
        name: 'kernel',
        shape: [features, config.units],
        initializer: 'xavier',
        trainable: true,
      },
      ...(config.bias
        ? ([
            { name: 'bias', shape: [config.units], initializer: 'zeros', trainable: true },
          ] as const)
        : []),
    ];
  },
  apply(config, inputs, { parameter }) {
    const y = tf.matMul(asRank2(only(inputs)), asRank2(parameter('kernel')));
    return config.bias ? y.add(parameter('bias')) : y;
  },
};
